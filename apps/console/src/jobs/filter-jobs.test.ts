import type { JobId } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { jobView } from '../testing/views.ts'
import { filterJobs, mergeJobs, stateOf } from './filter-jobs.ts'

const idOf = (digit: string) => `0x${digit.repeat(64)}` as JobId
const running = jobView({ jobId: idOf('a'), name: 'Folding', createdAtMs: 1 })
const done = jobView({ jobId: idOf('b'), name: 'flu', believed: 100, createdAtMs: 3 })
const cancelled = jobView({ jobId: idOf('c'), name: 'fold 2', cancelledAtMs: 5, createdAtMs: 2 })
const jobs = [running, done, cancelled]

test.each([
  [running, 'running'],
  [done, 'done'],
  [jobView({ believed: 90, failed: 10 }), 'done'],
  [cancelled, 'cancelled'],
] as const)('%#: %o', (job, state) => {
  expect(stateOf(job)).toBe(state)
})

test.each([
  [{ text: '', state: 'all' }, [done, cancelled, running]],
  [{ text: ' FOLD ', state: 'all' }, [cancelled, running]],
  [{ text: '', state: 'running' }, [running]],
  [{ text: 'bbbb', state: 'all' }, [done]],
  [{ text: 'fold', state: 'done' }, []],
  [{ text: '.*', state: 'all' }, []],
] as const)('%j', (filter, found) => {
  expect(filterJobs(jobs, filter)).toEqual(found)
})

test('what is live replaces what was listed, and adds what is new', () => {
  const newer = { ...running, believed: 7 }
  expect(mergeJobs([running, done], [newer, cancelled])).toEqual([newer, done, cancelled])
})
