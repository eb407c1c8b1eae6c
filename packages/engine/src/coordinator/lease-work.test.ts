import type { JobSpec } from '@pumasi/domain'
import { deriveUnitInput, inputHashOf, jobIdOf } from '@pumasi/rules'
import { describe, expect, test } from 'vitest'
import { createGrid, keysOf, lyingExecutor } from '../testing/index.ts'
import { acquireLeases, expireLeases, renewLeases, returnLease } from './lease-work.ts'
import { submitJob } from './submit-job.ts'

test('a lease brings everything its holder needs', async () => {
  const grid = createGrid()
  const { spec, jobId } = await grid.submit(3)
  const host = await grid.join('a')
  const { leases, suspended } = await acquireLeases(grid.coordinator, host.session, 2)
  expect(suspended).toBeNull()
  expect(leases.map(({ unitIndex }) => unitIndex)).toEqual([0, 1])
  const input = deriveUnitInput(spec, jobId, 1)
  expect(leases[1]).toMatchObject({ jobId, input, inputHash: inputHashOf(input) })
  expect(leases[1]?.expiresAtMs).toBe(grid.clock.nowMs() + 60_000)
  expect(new Set(leases.map(({ leaseId }) => leaseId)).size).toBe(2)
})

test('leases that are granted later have greater ids, of which 26 bytes are chance', async () => {
  const grid = createGrid()
  await grid.submit(4)
  const host = await grid.join('a')
  const early = await grid.acquire(host, 2)
  grid.clock.advance(1)
  const late = await grid.acquire(host, 2)
  const ids = [...early, ...late].map(({ leaseId }) => leaseId)
  const [first, second, third, fourth] = ids.map((id) => parseInt(id.slice(2, 14), 16))
  expect([first, second]).toEqual([grid.clock.nowMs() - 1, grid.clock.nowMs() - 1])
  expect([third, fourth]).toEqual([grid.clock.nowMs(), grid.clock.nowMs()])
  expect(new Set(ids.map((id) => id.slice(14))).size).toBe(4)
  expect(ids.every((id) => id.length === 66)).toBe(true)
})

test('a session that was never admitted gets nothing', async () => {
  const grid = createGrid()
  await grid.submit(1)
  const stranger = acquireLeases(grid.coordinator, keysOf('stranger').session, 1)
  await expect(stranger).rejects.toMatchObject({ code: 'UNKNOWN_HOST' })
})

test('one account never has two live votes on a unit, from any of its machines', async () => {
  const grid = createGrid()
  await grid.submit(1, { quorum: 3 })
  const [one, two] = [await grid.join('a'), await grid.join('b')]
  expect(await grid.acquire(one, 5)).toHaveLength(1)
  expect(await grid.acquire(one, 5)).toHaveLength(0)
  expect(await grid.acquire(two, 5)).toHaveLength(1)
})

test('BOINC #3061: a faulty host stops getting work, and is told why', async () => {
  const grid = createGrid()
  await grid.submit(8)
  const [one, two] = [await grid.join('a'), await grid.join('b')]
  const liar = await grid.join('liar')
  await grid.run(liar, 6, undefined, lyingExecutor)
  await grid.run(one, 8)
  await grid.run(two, 8)
  const { leases, suspended } = await acquireLeases(grid.coordinator, liar.session, 5)
  expect(leases).toEqual([])
  expect(suspended).toBe('6 receipts refused against 0 credited')
  expect((await acquireLeases(grid.coordinator, one.session, 1)).suspended).toBeNull()
})

test('a host whose delegation ran out takes no units from others', async () => {
  const grid = createGrid()
  await grid.submit(1)
  const host = await grid.join('a', { expiresAt: grid.clock.nowMs() / 1000 + 10 })
  grid.clock.advance(10_000)
  const { leases, suspended } = await acquireLeases(grid.coordinator, host.session, 1)
  expect(leases).toEqual([])
  expect(suspended).toMatch(/^DELEGATION_EXPIRED: .*register/)
})

test('renewing extends the leases that are still the holder’s own', async () => {
  const grid = createGrid()
  await grid.submit(2)
  const [one, two] = [await grid.join('a'), await grid.join('b')]
  const [mine] = await grid.acquire(one)
  const [foreign] = await grid.acquire(two)
  if (!mine || !foreign) throw new Error('two leases expected')
  grid.clock.advance(50_000)
  const ids = [mine.leaseId, foreign.leaseId]
  expect(await renewLeases(grid.coordinator, one.session, ids)).toEqual([mine.leaseId])
  grid.clock.advance(20_000)
  expect(await expireLeases(grid.coordinator)).toBe(1)
  expect(await renewLeases(grid.coordinator, two.session, [foreign.leaseId])).toEqual([])
  expect(await renewLeases(grid.coordinator, one.session, [mine.leaseId])).toHaveLength(1)
  expect(await renewLeases(grid.coordinator, one.session, [])).toEqual([])
})

test('a vanished lease goes to somebody else, and its holder has lost it', async () => {
  const grid = createGrid()
  await grid.submit(1, { quorum: 1 })
  const [one, two] = [await grid.join('a'), await grid.join('b')]
  const [vanished] = await grid.acquire(one)
  if (!vanished) throw new Error('a lease expected')
  expect(await grid.acquire(two)).toEqual([])
  expect(await expireLeases(grid.coordinator)).toBe(0)
  grid.clock.advance(60_000)
  expect(await expireLeases(grid.coordinator)).toBe(1)
  expect(await expireLeases(grid.coordinator)).toBe(0)
  expect(await grid.acquire(two)).toHaveLength(1)
  const { leaseId } = vanished
  expect(await returnLease(grid.coordinator, one.session, leaseId, 'late')).toBe('lost')
  const late = await grid.report(one, await grid.work(one, vanished))
  expect(late.answer).toBe('lost')
})

test('a returned unit goes to others, never back; a lease is returned once', async () => {
  const grid = createGrid()
  await grid.submit(1, { quorum: 1 })
  const [one, two] = [await grid.join('a'), await grid.join('b')]
  const [leased] = await grid.acquire(one)
  if (!leased) throw new Error('a lease expected')
  const { leaseId } = leased
  const give = (session = one.session) =>
    returnLease(grid.coordinator, session, leaseId, 'MACHINE_TOO_SMALL')
  expect(await give(two.session)).toBe('lost')
  expect(await give()).toBe('returned')
  expect(await give()).toBe('returned')
  expect(await grid.coordinator.store.fetchLease(leaseId)).toMatchObject({
    state: 'returned',
    reason: 'MACHINE_TOO_SMALL',
  })
  expect(await grid.acquire(one)).toEqual([])
  expect(await grid.acquire(two)).toHaveLength(1)
})

test('returning a lease nobody knows is lost', async () => {
  const grid = createGrid()
  const host = await grid.join('a')
  const unknown = `0x${'ab'.repeat(32)}` as never
  expect(await returnLease(grid.coordinator, host.session, unknown, 'x')).toBe('lost')
})

describe('several requesters', () => {
  const setUp = async () => {
    const grid = createGrid()
    const host = await grid.join('host')
    const submit = async (name: string, units: number, fuelMax: bigint) => {
      const { spec } = await grid.submit(units, { nonce: `model ${name}` })
      await grid.store.cancelJob(jobIdOf(spec), 1)
      const limits = { ...spec.limits, fuelMax }
      const own = { ...spec, nonce: name, quorum: 1, limits } as JobSpec
      const requester = keysOf(name).account
      await submitJob(grid.coordinator, own, { wallMaxMs: 60_000 }, { requester, quota: null })
      return jobIdOf(own)
    }
    const acquire = async (count: number) =>
      (await acquireLeases(grid.coordinator, host.session, count)).leases.map(({ jobId }) => jobId)
    return { grid, submit, acquire }
  }

  test('take turns by the fuel their leases may burn', async () => {
    const { submit, acquire } = await setUp()
    const dear = await submit('dear', 300, 3_000_000n)
    const cheap = await submit('cheap', 300, 1_000_000n)
    const counts = new Map([dear, cheap].map((jobId) => [jobId, 0]))
    for (let n = 0; n < 40; n += 1) {
      for (const jobId of await acquire(5)) counts.set(jobId, (counts.get(jobId) ?? 0) + 1)
    }
    const [ofDear = 0, ofCheap = 0] = counts.values()
    expect(ofDear + ofCheap).toBe(200)
    // Within a request of each.
    expect(Math.abs(3 * ofDear - ofCheap)).toBeLessThanOrEqual(5 * 3 + 5)
  })

  test('one that comes late neither waits nor catches up', async () => {
    const { submit, acquire } = await setUp()
    const early = await submit('early', 300, 1_000_000n)
    for (let n = 0; n < 10; n += 1) await acquire(5)
    const late = await submit('late', 300, 1_000_000n)
    const turns = [await acquire(5), await acquire(5), await acquire(5), await acquire(5)]
    expect(turns.map(([jobId]) => jobId)).toEqual([late, early, late, early])
  })
})
