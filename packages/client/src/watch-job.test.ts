import { afterEach, beforeEach, expect, test } from 'vitest'
import { GridError } from '@pumasi/domain'
import type { JobView } from '@pumasi/protocol'
import { connectGrid } from './connect.ts'
import { jobId, jobWith, startSmallCoordinator, statusOf } from './testing/small-coordinator.ts'
import type { SmallCoordinator } from './testing/small-coordinator.ts'
import { watchJob } from './watch-job.ts'

const [begun, half, done] = [
  jobWith({}),
  jobWith({ believed: 2 }),
  jobWith({ believed: 3, committed: 3, state: 'finished' }),
]
let grid: SmallCoordinator
let now: JobView
beforeEach(async () => {
  grid = await startSmallCoordinator(0)
  now = begun
  grid.service.fetchJob = async () => ({ ...now, spec: {} as never })
})
afterEach(() => grid.close())

/** Units believed as the watcher was told, step by step. */
let told: number[] = []
let wake = (): void => undefined

/** Ends by itself, or the test does not. */
async function watch(signal?: AbortSignal): Promise<number[]> {
  told = []
  for await (const job of watchJob(connectGrid(grid), jobId, signal)) {
    told.push(job.believed)
    wake()
  }
  return told
}

/** Tells each status, the next when the watcher was told the one before. */
const tell = (jobs: readonly JobView[], show: (job: JobView) => JobView = (job) => job) =>
  async function* () {
    for (const job of jobs) {
      now = job
      yield statusOf(show(job))
      while (told.at(-1) !== job.believed) await new Promise<void>((resolve) => (wake = resolve))
    }
  }

test('each change is told once, to the end', async () => {
  grid.service.watch = tell([begun, begun, half, half, done])
  expect(await watch()).toEqual([0, 2, 3])
})

test('a job that is over is told and nothing is watched', async () => {
  now = jobWith({ cancelled: 3, cancelledAtMs: 5, state: 'cancelled' })
  grid.service.watch = () => {
    throw new Error('watched')
  }
  expect(await watch()).toEqual([0])
})

test('a job too old to be told of is asked for', async () => {
  const another = jobWith({ jobId: `0x${'cd'.repeat(32)}` as never })
  grid.service.watch = tell([half, done], () => another)
  expect(await watch()).toEqual([0, 2, 3])
})

test('a line that breaks, or a watch that is refused, is opened again', async () => {
  let opened = 0
  grid.service.watch = async function* () {
    opened += 1
    if (opened === 1) {
      yield statusOf((now = half))
      grid.breakLines()
      return
    }
    if (opened === 2) throw new GridError('TOO_MANY_WATCHERS', 'found too many')
    yield statusOf((now = done))
  }
  expect(await watch()).toEqual([0, 2, 3])
  expect(opened).toBe(3)
})

test('whoever aborts is let go at once', async () => {
  const leaving = new AbortController()
  let left = false
  grid.service.watch = async function* (signal) {
    yield statusOf(half)
    leaving.abort()
    await new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
    left = true
  }
  const told = await watch(leaving.signal)
  expect([[0], [0, 2]]).toContainEqual(told)
  await expect.poll(() => left).toBe(true)
})

test('an unknown job and a coordinator that never answered are errors, not waits', async () => {
  grid.service.fetchJob = async () => {
    throw new GridError('UNKNOWN_JOB', 'found no such job')
  }
  await expect(watch()).rejects.toMatchObject({ code: 'UNKNOWN_JOB' })
  grid.close()
  await expect(watch()).rejects.toMatchObject({ code: 'COORDINATOR_UNREACHABLE' })
})
