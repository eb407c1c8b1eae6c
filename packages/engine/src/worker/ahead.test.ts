/** A worker ahead of its needs: stock, bundles, what its owner allows; in virtual time. */
import { GridError } from '@pumasi/domain'
import { describe, expect, test } from 'vitest'
import type { Transport } from '../ports/transport.ts'
import { createGrid, createTimedExecutor, createTimer, settle } from '../testing/index.ts'
import { startWorker } from '../testing/index.ts'
import type { Bench } from '../testing/index.ts'

const createStopper = () => new AbortController()

/** A grid with one job of `units` that take `unitMs` each, and a worker that has just started. */
async function begin(units: number, unitMs: number | readonly number[], bench: Bench = {}) {
  const grid = createGrid()
  const { jobId } = await grid.submit(units, { quorum: 1 })
  const host = await grid.join('a')
  const timer = createTimer()
  let run = 0
  const executor = createTimedExecutor(timer, () =>
    typeof unitMs === 'number' ? unitMs : (unitMs[run++ % unitMs.length] ?? 0),
  )
  const worker = startWorker(grid, host, createStopper, { ...bench, timer, executor })
  await settle()
  const { store } = grid
  const believed = async (): Promise<number> =>
    (await store.fetchUnits(jobId, 0, units)).filter(({ state }) => state === 'believed').length
  const sizes = (): number[] =>
    worker.callsOf('report').map(([receipts]) => (receipts as unknown[]).length)
  return { ...worker, grid, host, timer, executor, believed, sizes }
}

describe('many tiny units', () => {
  test('are reported fifty at a time, and no slot ever waits for the network', async () => {
    const { timer, sizes, believed, callsOf, eventsOf } = await begin(160, 5, { slots: 2 })
    await timer.elapse(300)
    expect(eventsOf('finished')).toHaveLength((300 / 5) * 2)
    const [first, ...later] = sizes()
    // The first unit of each slot had no company.
    expect(first).toBeLessThan(50)
    expect(later.length).toBeGreaterThanOrEqual(2)
    expect(later.every((size) => size === 50)).toBe(true)
    expect(callsOf('acquire').length).toBeLessThan(6)
    await timer.elapse(1_000)
    expect(await believed()).toBe(160)
    expect(callsOf('returnLease')).toEqual([])
  })

  test('use all the time there is though every call takes 100 ms', async () => {
    const timer = createTimer()
    const slow =
      <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        await timer.sleep(100)
        return call(...args)
      }
    const far = ({ acquire, report, putBlob }: Transport): Partial<Transport> => ({
      ...{ acquire: slow(acquire), report: slow(report), putBlob: slow(putBlob) },
    })
    const grid = createGrid()
    await grid.submit(300, { quorum: 1 })
    const executor = createTimedExecutor(timer, () => 20)
    const bench = { timer, executor, transport: far, slots: 1 }
    const { eventsOf } = startWorker(grid, await grid.join('a'), createStopper, bench)
    await timer.elapse(3_000)
    // A call for the first unit, one for its followers, and then one unit every 20 ms.
    expect(eventsOf('finished')).toHaveLength(1 + (3_000 - 100 - 20 - 100) / 20)
  })

  test('are never leased beyond what is begun in a quarter of a lease', async () => {
    const { timer, eventsOf, callsOf } = await begin(300, 100, { slots: 1 })
    await timer.elapse(8_000)
    const stocks = eventsOf('leased').map(({ inStock }) => inStock)
    // 15 s of a 60 s lease.
    expect(Math.max(...stocks)).toBeLessThanOrEqual(151)
    expect(Math.max(...stocks)).toBeGreaterThan(50)
    expect(callsOf('acquire').every(([count]) => Number(count) <= 50)).toBe(true)
  })
})

describe('a long unit', () => {
  test('is reported at once, and the next one is fetched shortly before its end', async () => {
    const { timer, sizes, callsOf, executor } = await begin(5, 60_000, { slots: 1 })
    await timer.elapse(60_000)
    expect(sizes()).toEqual([1])
    expect(executor.underWay()).toBe(1)
    const asked = callsOf('acquire').length
    await timer.elapse(44_000)
    expect(callsOf('acquire')).toHaveLength(asked)
    await timer.elapse(2_000)
    expect(callsOf('acquire')).toHaveLength(asked + 1)
    await timer.elapse(14_000)
    expect(sizes()).toEqual([1, 1])
    expect(executor.underWay()).toBe(1)
  })

  test('whose neighbours are short does not keep their receipts waiting', async () => {
    const { timer, eventsOf } = await begin(40, [30_000, 50, 50, 50], { slots: 2 })
    await timer.elapse(4_000)
    expect(eventsOf('finished').length).toBeGreaterThan(0)
    // Two seconds after the last one at the latest.
    await timer.elapse(2_000)
    expect(eventsOf('answered').length).toBeGreaterThan(0)
  })
})

test('one bad receipt takes none of those beside it along', async () => {
  const refusing = ({ report }: Transport): Partial<Transport> => ({
    report: async (receipts) => {
      if (receipts.some(({ receipt }) => receipt.unitIndex === 7)) {
        throw new GridError('BAD_MESSAGE', 'found a receipt nobody understands')
      }
      return report(receipts)
    },
  })
  const { timer, believed, eventsOf } = await begin(60, 5, { transport: refusing })
  await timer.elapse(5_000)
  expect(await believed()).toBe(59)
  expect(eventsOf('abandoned')).toMatchObject([{ work: { unitIndex: 7 }, code: 'BAD_MESSAGE' }])
})

test('nothing new is begun while hundreds of receipts wait for an answer', async () => {
  const down = () => Promise.reject(new GridError('STORE_BUSY', 'busy', { retryable: true }))
  const { timer, eventsOf } = await begin(1_000, 5, { transport: () => ({ report: down }) })
  await timer.elapse(30_000)
  const begun = eventsOf('started').length
  expect(begun).toBeGreaterThanOrEqual(200)
  expect(begun).toBeLessThan(210)
})

test('sent away with a time to come again, it comes no sooner', async () => {
  let times = 0
  const busy = ({ acquire }: Transport): Partial<Transport> => ({
    acquire: (count, room) => {
      times += 1
      if (times > 2) return acquire(count, room)
      const details = { retryAfterMs: 7_000 }
      throw new GridError('COORDINATOR_BUSY', 'busy', { retryable: true, details })
    },
  })
  const { timer, callsOf, believed } = await begin(1, 5, { transport: busy })
  await timer.elapse(6_999)
  expect(callsOf('acquire')).toHaveLength(1)
  await timer.elapse(7_000)
  expect(callsOf('acquire')).toHaveLength(2)
  await timer.elapse(7_001)
  expect(await believed()).toBe(1)
})

describe('what the owner of the machine allows', () => {
  test('half of the time: a slot rests as long as it ran', async () => {
    const { timer, eventsOf } = await begin(100, 1_000, { dutyPercent: 50 })
    await timer.elapse(20_000)
    expect(eventsOf('finished')).toHaveLength(10)
  })

  test('so much memory: units that need more together run one after the other', async () => {
    const { timer, executor, believed } = await begin(12, 1_000, {
      ...{ slots: 4, memoryMaxBytes: 3 * 65_536 - 1 },
    })
    await timer.elapse(4_000)
    expect(executor.most()).toBe(2)
    await timer.elapse(10_000)
    expect(await believed()).toBe(12)
  })

  test('less memory than any unit needs: nothing is granted, and nothing is lost', async () => {
    const { timer, believed, eventsOf } = await begin(2, 1_000, { memoryMaxBytes: 65_535 })
    await timer.elapse(10_000)
    expect(await believed()).toBe(0)
    expect(eventsOf('leased')).toEqual([])
    expect(eventsOf('waiting').length).toBeGreaterThan(5)
  })

  test('a unit too large from a coordinator that knows of no rooms goes back', async () => {
    const old = ({ acquire }: Transport): Partial<Transport> => ({
      acquire: (count, room) => acquire(count, { ...room, memoryMaxBytes: 2 ** 40 }),
    })
    const { eventsOf } = await begin(1, 1_000, { memoryMaxBytes: 65_535, transport: old })
    expect(eventsOf('abandoned')).toMatchObject([{ code: 'MACHINE_TOO_SMALL' }])
  })

  test('one unit: it is run and reported, and the worker ends', async () => {
    const { timer, ended, believed, callsOf } = await begin(9, 1_000, { slots: 4, unitsMax: 1 })
    await timer.elapse(1_000)
    await ended
    expect(await believed()).toBe(1)
    expect(callsOf('acquire').map(([count]) => count)).toEqual([1])
    expect(callsOf('returnLease')).toEqual([])
    expect(timer.asleep()).toEqual([])
  })

  test('some jobs only: others are not asked for', async () => {
    const grid = createGrid()
    await grid.submit(3, { quorum: 1, name: 'first' })
    const { jobId } = await grid.submit(3, { quorum: 1, name: 'second' })
    const jobs = [jobId]
    const { eventsOf } = startWorker(grid, await grid.join('a'), createStopper, { jobs })
    await settle()
    const units = eventsOf('answered').map(({ work }) => work)
    expect(units).toMatchObject(Array(3).fill({ jobId }))
  })

  test('a time to end: what would take longer is not begun', async () => {
    const timer = createTimer()
    const grid = createGrid()
    await grid.submit(100, { quorum: 1 })
    const executor = createTimedExecutor(timer, () => 1_000)
    const host = await grid.join('a')
    const leftMs = () => 65_500 - timer.nowMs()
    const { eventsOf } = startWorker(grid, host, createStopper, { timer, executor, leftMs })
    await timer.elapse(70_000)
    const ends = eventsOf('finished').length
    expect(ends).toBeGreaterThan(50)
    expect(ends).toBeLessThanOrEqual(65)
  })
})

test('draining finishes what runs, gives the rest back, and ends', async () => {
  const { timer, drain, ended, believed, eventsOf, callsOf, grid, host } = await begin(50, 1_000)
  await timer.elapse(1_500)
  expect(await believed()).toBe(1)
  drain()
  await settle()
  const returned = callsOf('returnLease')
  expect(returned.length).toBeGreaterThan(5)
  expect(returned.every(([, code]) => code === 'MACHINE_CANCELLED')).toBe(true)
  await timer.elapse(500)
  await ended
  expect(await believed()).toBe(2)
  expect(eventsOf('finished')).toHaveLength(2)
  // Given back without blame: the same account may have them again.
  expect(await grid.acquire(host, 50)).toHaveLength(48)
})
