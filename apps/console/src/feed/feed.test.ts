import { expect, test } from 'vitest'
import { gridStatus, jobView } from '../testing/views.ts'
import { applyStatus, emptyFeed } from './feed.ts'

test('collects one series for each job and forgets jobs that are no longer listed', () => {
  const job = jobView({ believed: 1 })
  const first = applyStatus(emptyFeed, gridStatus({ atMs: 10, jobs: [job] }))
  const grown = gridStatus({ atMs: 20, jobs: [{ ...job, believed: 2 }] })
  const second = applyStatus(first, grown)
  expect(second.status).toBe(grown)
  expect(second.series[job.jobId]).toEqual([
    { atMs: 0, believed: 0, committed: 0 },
    { atMs: 10, believed: 1, committed: 0 },
    { atMs: 20, believed: 2, committed: 0 },
  ])
  expect(applyStatus(second, gridStatus({ atMs: 30 })).series).toEqual({})
})
