/** Leases for hosts that tell what they have room for. */
import type { Limits } from '@pumasi/domain'
import type { Room } from '@pumasi/rules'
import { expect, test } from 'vitest'
import { createGrid } from '../testing/index.ts'
import { createFittingJobs } from './fitting-jobs.ts'
import { acquireLeases } from './lease-work.ts'

const limits: Limits = { fuelMax: 2_000_000n, memoryMaxBytes: 65_536, outputMaxBytes: 1_000 }
const large: Room = {
  ...{ memoryMaxBytes: 2 ** 30, outputMaxBytes: 2 ** 30, timeMaxMs: 2 ** 40 },
  ...{ fuelPerSecond: null, jobs: null },
}
const small: Room = { ...large, memoryMaxBytes: 65_536 }

/** A grid with a job that needs two pages of memory before one that needs one. */
async function begin() {
  const grid = createGrid()
  const wide = { ...limits, memoryMaxBytes: 2 * 65_536 }
  const first = await grid.submit(5, { quorum: 1, name: 'wide', limits: wide })
  const second = await grid.submit(5, { quorum: 1, name: 'narrow', limits })
  const host = await grid.join('a')
  const granted: number[] = []
  const { store } = grid
  const counted = {
    ...store,
    acquireLeases: async (request: Parameters<typeof store.acquireLeases>[0]) => {
      const leases = await store.acquireLeases(request)
      granted.push(leases.length)
      return leases
    },
  }
  const coordinator = { ...grid.coordinator, store: counted }
  const acquire = async (count: number, room: Room | null) => {
    const { leases } = await acquireLeases(coordinator, host.session, count, room)
    return leases.map(({ jobId, unitIndex }) => [jobId, unitIndex])
  }
  return { grid, host, first: first.jobId, second: second.jobId, acquire, granted }
}

test('a host gets units it has room for, though others come first', async () => {
  const { acquire, second } = await begin()
  expect(await acquire(2, small)).toEqual([
    [second, 0],
    [second, 1],
  ])
})

test('what did not fit goes back without blame, and is passed over from then on', async () => {
  const { acquire, first, granted, grid } = await begin()
  await acquire(2, small)
  // Two that did not fit, then two that do.
  expect(granted).toEqual([2, 2])
  await acquire(2, small)
  expect(granted).toEqual([2, 2, 2])
  expect(await acquire(2, large)).toEqual([
    [first, 0],
    [first, 1],
  ])
  const units = await grid.store.fetchUnits(first, 0, 5)
  expect(units.map(({ state }) => state)).toEqual(Array(5).fill('open'))
})

test('a host that tells nothing gets what comes first, as before', async () => {
  const { acquire, first } = await begin()
  expect(await acquire(1, null)).toEqual([[first, 0]])
})

test('a host that works for some jobs gets units of no others', async () => {
  const { acquire, second } = await begin()
  const units = await acquire(10, { ...large, jobs: [second] })
  expect(units).toEqual([0, 1, 2, 3, 4].map((unitIndex) => [second, unitIndex]))
})

test('nothing that fits is an answer', async () => {
  const { acquire } = await begin()
  expect(await acquire(10, { ...large, memoryMaxBytes: 1 })).toEqual([])
  expect(await acquire(10, { ...large, timeMaxMs: 59_999 })).toEqual([])
})

test('a slow host gets a longer lease, four times the usual at the most', async () => {
  const { grid, host } = await begin()
  const hasty = { ...grid.coordinator, settings: { ...grid.coordinator.settings, leaseMs: 10_000 } }
  const ends = async (fuelPerSecond: bigint): Promise<number> => {
    const room = { ...large, fuelPerSecond }
    const { leases } = await acquireLeases(hasty, host.session, 1, room)
    return (leases[0]?.expiresAtMs ?? 0) - grid.clock.nowMs()
  }
  expect(await ends(2_000_000n)).toBe(10_000)
  expect(await ends(100_000n)).toBe(20_000)
  expect(await ends(1n)).toBe(40_000)
})

test('a thousand jobs are remembered and no more', async () => {
  const { grid } = await begin()
  const [job] = await grid.store.fetchJobs(1)
  if (job === undefined) throw new Error('a job expected')
  const fitting = createFittingJobs()
  for (let n = 0; n < 1_100; n += 1) {
    fitting.note({ ...job, id: `job ${n}` as never }, small)
  }
  expect(fitting.misfits({ ...small, memoryMaxBytes: 0 })).toHaveLength(1_000)
})
