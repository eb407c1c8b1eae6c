import { GridError } from '@pumasi/domain'
import { describe, expect, test } from 'vitest'
import { expireLeases } from '../coordinator/lease-work.ts'
import type { Room, Transport } from '../ports/transport.ts'
import { createMemoryOutbox } from '../ports/outbox.ts'
import { createGrid, createHeldExecutor, settle } from '../testing/index.ts'
import { startWorker } from '../testing/index.ts'
import type { Bench, HeldExecutor, TestGrid } from '../testing/index.ts'

const LEASE_MS = 60_000
const createStopper = () => new AbortController()
const unreachable = () =>
  new GridError('COORDINATOR_UNREACHABLE', 'found no coordinator', { retryable: true })
const broken = () => new GridError('BAD_MESSAGE', 'found an answer nobody understands')

/** A call that fails the first `failures` times. */
const failing = <Args extends unknown[], Answer>(
  failures: number,
  call: (...args: Args) => Promise<Answer>,
) => {
  let left = failures
  return async (...args: Args): Promise<Answer> => {
    left -= 1
    if (left >= 0) throw unreachable()
    return call(...args)
  }
}

/** A call that is answered once and then fails for good. */
const onceThen = <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) => {
  let isFirst = true
  return async (...args: Args): Promise<Answer> => {
    if (!isFirst) throw broken()
    isFirst = false
    return call(...args)
  }
}

/** A grid with one job of `units`, each wanted once, and a worker that has just started. */
async function begin(units: number, bench: Bench = {}, grid: TestGrid = createGrid()) {
  const { jobId } = await grid.submit(units, { quorum: 1 })
  const host = await grid.join('a')
  const worker = startWorker(grid, host, createStopper, bench)
  await settle()
  const { store } = grid
  const stored = (): ReturnType<typeof store.fetchUnits> => store.fetchUnits(jobId, 0, units)
  const leaseOf = (id: unknown) => store.fetchLease(id as never)
  return { ...worker, grid, host, stored, leaseOf }
}

const finishOne = async ({ underWay }: HeldExecutor): Promise<void> => {
  underWay[0]?.finish()
  await settle()
}

describe('at work', () => {
  test('every unit is run, reported and believed, and then the worker waits for more', async () => {
    const { stored, callsOf, eventsOf, timer } = await begin(5, { slots: 2 })
    expect((await stored()).map(({ state }) => state)).toEqual(Array(5).fill('believed'))
    expect(callsOf('report').flatMap(([receipts]) => receipts)).toHaveLength(5)
    expect(callsOf('returnLease')).toEqual([])
    expect(eventsOf('answered').map(({ answer }) => answer.answer)).toEqual(
      Array(5).fill('accepted'),
    )
    expect(eventsOf('waiting').at(-1)).toMatchObject({ waitMs: 500, suspended: null })
    const asked = callsOf('acquire').length
    await timer.elapse(499)
    expect(callsOf('acquire')).toHaveLength(asked)
    await timer.elapse(1)
    expect(callsOf('acquire')).toHaveLength(asked + 1)
  })

  test('at most `slots` units run at a time, and a free slot is filled at once', async () => {
    const executor = createHeldExecutor()
    const { callsOf } = await begin(7, { slots: 3, executor })
    for (let ended = 0; ended < 7; ended += 1) {
      expect(executor.underWay).toHaveLength(Math.min(3, 7 - ended))
      await finishOne(executor)
    }
    expect(executor.started()).toBe(7)
    expect(callsOf('acquire')[0]?.[0]).toBe(3)
  })

  test('a coordinator that grants more than was asked for fills no more than the slots', async () => {
    const executor = createHeldExecutor()
    const generous = ({ acquire }: Transport) => ({
      acquire: (_count: number, room: Room) => acquire(5, room),
    })
    await begin(5, { slots: 2, executor, transport: generous })
    expect(executor.underWay).toHaveLength(2)
  })

  test('a program and its files are fetched once for many units', async () => {
    const { callsOf } = await begin(6, { slots: 2 })
    expect(callsOf('report').flatMap(([receipts]) => receipts)).toHaveLength(6)
    expect(callsOf('fetchBlob')).toHaveLength(2)
  })
})

describe('a connection that fails for now', () => {
  test('a finished unit is reported until the coordinator answered, and run once', async () => {
    const executor = createHeldExecutor()
    const transport = (honest: Transport) => ({ report: failing(4, honest.report) })
    const { timer, callsOf, stored, eventsOf } = await begin(1, { executor, transport })
    await finishOne(executor)
    for (const [tries, waitMs] of [1_000, 2_000, 4_000, 8_000].entries()) {
      expect(callsOf('report')).toHaveLength(tries + 1)
      expect(timer.asleep()).toContain(waitMs)
      await timer.elapse(waitMs)
    }
    expect(callsOf('report')).toHaveLength(5)
    for (const call of callsOf('report')) expect(call).toEqual(callsOf('report')[0])
    expect(await stored()).toMatchObject([{ state: 'believed' }])
    expect(eventsOf('unreachable')).toHaveLength(4)
    expect(callsOf('returnLease')).toEqual([])
    expect(executor.started()).toBe(1)
  })

  test('a report whose answer was lost is repeated and accepted once', async () => {
    const lossy = (honest: Transport): Partial<Transport> => {
      const again = failing(1, honest.report)
      return { report: async (receipts) => (await honest.report(receipts), again(receipts)) }
    }
    const { timer, grid, eventsOf } = await begin(1, { transport: lossy })
    await timer.elapse(1_000)
    expect(eventsOf('answered')).toMatchObject([{ answer: { answer: 'accepted' } }])
    expect(await grid.store.fetchReceipts({ limit: 5 })).toHaveLength(1)
  })

  test('an upload is repeated by itself: the unit is not run again for it', async () => {
    const executor = createHeldExecutor()
    const transport = (honest: Transport) => ({ putBlob: failing(3, honest.putBlob) })
    const { timer, stored, callsOf } = await begin(1, { executor, transport })
    await finishOne(executor)
    await timer.elapse(7_000)
    expect(callsOf('putBlob')).toHaveLength(4)
    expect(executor.started()).toBe(1)
    expect(await stored()).toMatchObject([{ state: 'believed' }])
  })

  test('a failed fetch is tried again and not remembered', async () => {
    const transport = (honest: Transport) => ({ fetchBlob: failing(2, honest.fetchBlob) })
    const { timer, stored } = await begin(2, { transport })
    await timer.elapse(3_000)
    expect((await stored()).map(({ state }) => state)).toEqual(['believed', 'believed'])
  })

  test('no coordinator is asked again after 1, 2, 4, ... and never more than 30 seconds', async () => {
    const transport = () => ({ acquire: () => Promise.reject(unreachable()) })
    const { timer, callsOf, ended, stop } = await begin(1, { transport })
    for (const [tries, waitMs] of [1, 2, 4, 8, 16, 30, 30].entries()) {
      expect(callsOf('acquire')).toHaveLength(tries + 1)
      await timer.elapse(waitMs * 1_000 - 1)
      expect(callsOf('acquire')).toHaveLength(tries + 1)
      await timer.elapse(1)
    }
    stop()
    await ended
  })
})

describe('a failure for good ends the worker with that error', () => {
  const ways: [string, (honest: Transport) => Partial<Transport>][] = [
    ['acquiring', ({ acquire }) => ({ acquire: onceThen(acquire) })],
    ['renewing', () => ({ renew: () => Promise.reject(broken()) })],
  ]
  test.each(ways)('%s: executions stop, their leases go back, all ends', async (_, transport) => {
    const executor = createHeldExecutor()
    const worker = await begin(1, { slots: 2, executor, transport })
    const { ended, timer, callsOf, leaseOf } = worker
    await timer.elapse(LEASE_MS / 3)
    await expect(ended).rejects.toMatchObject({ code: 'BAD_MESSAGE' })
    expect(executor.underWay).toEqual([])
    const [[leaseId, code] = []] = callsOf('returnLease')
    expect(code).toBe('MACHINE_CANCELLED')
    expect(await leaseOf(leaseId)).toMatchObject({ state: 'released' })
    expect(timer.asleep()).toEqual([])
  })

  test('an error that is not of the house does too', async () => {
    const transport = () => ({ renew: () => Promise.reject(new TypeError('found undefined')) })
    const { ended, timer } = await begin(1, { executor: createHeldExecutor(), transport })
    await timer.elapse(LEASE_MS / 3)
    await expect(ended).rejects.toThrow('found undefined')
    expect(timer.asleep()).toEqual([])
  })
})

describe('a lease', () => {
  test('is renewed at thirds of its time while it is held, and not after', async () => {
    const executor = createHeldExecutor()
    const { timer, callsOf, grid, eventsOf } = await begin(2, { slots: 2, executor })
    const ids = eventsOf('started').map(({ work }) => work.leaseId)
    expect(callsOf('renew')).toEqual([])
    // The first time comes early: it was set before the coordinator told the lease time.
    await timer.elapse(1_000)
    expect(callsOf('renew')).toEqual([[ids]])
    for (const times of [2, 3, 4, 5]) {
      await timer.elapse(LEASE_MS / 3 - 1)
      expect(callsOf('renew')).toHaveLength(times - 1)
      grid.clock.advance(LEASE_MS / 3)
      await timer.elapse(1)
      expect(callsOf('renew')).toEqual(Array(times).fill([ids]))
    }
    expect(await expireLeases(grid.coordinator)).toBe(0)
    await finishOne(executor)
    await timer.elapse(LEASE_MS / 3)
    expect(callsOf('renew').at(-1)).toEqual([[ids[1]]])
    await finishOne(executor)
    const renewals = callsOf('renew').length
    await timer.elapse(LEASE_MS)
    expect(callsOf('renew')).toHaveLength(renewals)
  })

  test('that cannot be renewed for now is renewed later', async () => {
    const executor = createHeldExecutor()
    const transport = (honest: Transport) => ({ renew: failing(1, honest.renew) })
    const { timer, callsOf, stored } = await begin(1, { executor, transport })
    await timer.elapse(LEASE_MS)
    expect(callsOf('renew').length).toBeGreaterThan(1)
    await finishOne(executor)
    expect(await stored()).toMatchObject([{ state: 'believed' }])
  })

  test('that is lost stops its execution alone; nothing is reported for it', async () => {
    const executor = createHeldExecutor()
    const keepLast = ({ renew }: Transport): Partial<Transport> => ({
      renew: (ids) => renew(ids.slice(-1)),
    })
    const worker = await begin(2, { slots: 2, executor, transport: keepLast })
    const { timer, grid, callsOf, eventsOf, leaseOf } = worker
    const [lost, kept] = eventsOf('started').map(({ work }) => work.leaseId)
    grid.clock.advance(LEASE_MS / 2)
    await grid.store.renewLeases(
      worker.host.session,
      [kept as never],
      grid.clock.nowMs() + LEASE_MS,
    )
    grid.clock.advance(LEASE_MS / 2)
    expect(await expireLeases(grid.coordinator)).toBe(1)
    const next = await grid.join('b')
    const [taken] = await grid.acquire(next)
    expect(taken?.unitIndex).toBe(0)
    await timer.elapse(LEASE_MS / 3)
    expect(eventsOf('abandoned')).toMatchObject([
      { work: { leaseId: lost }, code: 'MACHINE_CANCELLED' },
    ])
    expect(callsOf('returnLease').filter(([id]) => id === lost)).toHaveLength(1)
    expect(await leaseOf(lost)).toMatchObject({ state: 'expired' })
    expect(await leaseOf(taken?.leaseId)).toMatchObject({ state: 'active' })
    while (executor.underWay.length > 0) await finishOne(executor)
    const reported = eventsOf('answered').map(({ work }) => work.leaseId)
    expect(reported).toContain(kept)
    expect(reported).not.toContain(lost)
  })

  test.each(['WASM_FORBIDDEN_IMPORT', 'MACHINE_TIMEOUT'])(
    'whose unit ends in %s goes back with that code, and the worker goes on',
    async (code) => {
      const executor = createHeldExecutor()
      const { callsOf, eventsOf, leaseOf } = await begin(2, { executor })
      const retryable = code.startsWith('MACHINE_')
      executor.underWay[0]?.fail(new GridError(code, 'found it', { retryable }))
      await settle()
      const [call = []] = callsOf('returnLease')
      expect(call).toEqual([eventsOf('started')[0]?.work.leaseId, code, 'found it'])
      expect(await leaseOf(call[0])).toMatchObject({
        state: 'returned',
        reason: `${code}: found it`,
      })
      expect(eventsOf('abandoned')).toMatchObject([{ code }])
      await finishOne(executor)
      expect(eventsOf('answered')).toMatchObject([{ work: { unitIndex: 1 } }])
      expect(executor.started()).toBe(2)
    },
  )

  test('that cannot be given back for now ends by itself', async () => {
    const executor = createHeldExecutor()
    const transport = () => ({ returnLease: () => Promise.reject(unreachable()) })
    const { callsOf, eventsOf } = await begin(2, { executor, transport })
    executor.underWay[0]?.fail(new GridError('WASM_MALFORMED', 'found no module'))
    await settle()
    expect(callsOf('returnLease')).toHaveLength(1)
    await finishOne(executor)
    expect(eventsOf('answered')).toHaveLength(1)
  })

  test('with a blob nobody has goes back', async () => {
    const gone = () => Promise.reject(new GridError('UNKNOWN_BLOB', 'found nothing'))
    const { callsOf } = await begin(1, { transport: () => ({ fetchBlob: gone }) })
    expect(callsOf('returnLease')).toMatchObject([{ 1: 'UNKNOWN_BLOB' }])
  })
})

describe('stopping', () => {
  test('ends executions, and their units may be taken again by the same account', async () => {
    const executor = createHeldExecutor()
    const { stop, ended, timer, grid, host, callsOf, leaseOf } = await begin(3, {
      slots: 2,
      executor,
    })
    stop()
    await ended
    expect(executor.underWay).toEqual([])
    const returned = callsOf('returnLease')
    expect(returned.map(([, code]) => code)).toEqual(['MACHINE_CANCELLED', 'MACHINE_CANCELLED'])
    for (const [id] of returned) expect(await leaseOf(id)).toMatchObject({ state: 'released' })
    expect(callsOf('report')).toEqual([])
    expect(timer.asleep()).toEqual([])
    const again = await grid.acquire(host, 3)
    expect(again.map(({ unitIndex }) => unitIndex)).toEqual([0, 1, 2])
  })

  test('gives back what was granted meanwhile, and runs none of it', async () => {
    const executor = createHeldExecutor()
    let grant = (): void => undefined
    const slow = ({ acquire }: Transport): Partial<Transport> => ({
      acquire: async (count, room) => {
        const answer = await acquire(count, room)
        await new Promise<void>((resolve) => (grant = resolve))
        return answer
      },
    })
    const { stop, ended, callsOf, leaseOf } = await begin(1, { executor, transport: slow })
    stop()
    await settle()
    grant()
    await ended
    expect(executor.underWay).toEqual([])
    const [[leaseId, code] = []] = callsOf('returnLease')
    expect(code).toBe('MACHINE_CANCELLED')
    expect(await leaseOf(leaseId)).toMatchObject({ state: 'released' })
  })

  test('while nothing can be fetched gives the unit back without blame', async () => {
    const transport = () => ({ fetchBlob: () => Promise.reject(unreachable()) })
    const { stop, ended, callsOf, leaseOf } = await begin(1, { transport })
    stop()
    await ended
    const [[leaseId, code, message] = []] = callsOf('returnLease')
    expect(code).toBe('MACHINE_CANCELLED')
    expect(message).toMatch('COORDINATOR_UNREACHABLE')
    expect(await leaseOf(leaseId)).toMatchObject({ state: 'released' })
  })

  test.each<['report' | 'putBlob']>([['report'], ['putBlob']])(
    'while %s fails for now leaves the finished unit to the next start',
    async (name) => {
      const outbox = createMemoryOutbox()
      const grid = createGrid()
      const transport = () => ({ [name]: () => Promise.reject(unreachable()) })
      const first = await begin(1, { transport, outbox }, grid)
      first.stop()
      await first.ended
      expect(first.callsOf('returnLease')).toEqual([])
      expect(first.eventsOf('left')).toMatchObject([{ code: 'COORDINATOR_UNREACHABLE' }])
      const executor = createHeldExecutor()
      const next = startWorker(grid, first.host, createStopper, { outbox, executor })
      await settle()
      expect(next.eventsOf('restored')).toEqual([{ type: 'restored', leases: 0, receipts: 1 }])
      expect(await first.stored()).toMatchObject([{ state: 'believed' }])
      expect(executor.started()).toBe(0)
      expect((await outbox.restore()).finished).toEqual([])
    },
  )

  test('tries a finished unit’s report once more', async () => {
    const transport = (honest: Transport) => ({ report: failing(1, honest.report) })
    const { stop, ended, stored, callsOf } = await begin(1, { transport })
    stop()
    await ended
    expect(await stored()).toMatchObject([{ state: 'believed' }])
    expect(callsOf('returnLease')).toEqual([])
  })

  test('before the start asks for nothing', async () => {
    const grid = createGrid()
    await grid.submit(1)
    const stopped = () => {
      const stopper = new AbortController()
      stopper.abort()
      return stopper
    }
    const { ended, callsOf } = startWorker(grid, await grid.join('a'), stopped)
    await ended
    expect(callsOf('acquire')).toEqual([])
  })
})
