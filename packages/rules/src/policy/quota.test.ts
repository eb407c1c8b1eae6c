import { expect, test } from 'vitest'
import { findQuotaFault } from './quota.ts'

const quota = { jobsOpen: 2, unitsOpen: 100, submissions: 3, unitsPerJob: 100 }
test.each([
  ['nothing yet', 0, 0, 0, 100, null],
  ['a unit too many', 0, 0, 0, 101, { bound: 'unitsPerJob', found: 101, expectedMax: 100 }],
  ['units beside others', 1, 60, 1, 41, { bound: 'unitsOpen', found: 101, expectedMax: 100 }],
  ['the last job', 1, 60, 2, 40, null],
  ['a job too many', 2, 60, 2, 1, { bound: 'jobsOpen', found: 3, expectedMax: 2 }],
  ['too often', 0, 0, 3, 1, { bound: 'submissions', found: 4, expectedMax: 3 }],
])('%s', (_what, jobsOpen, unitsOpen, submissions, units, fault) => {
  expect(findQuotaFault({ jobsOpen, unitsOpen, submissions }, units, quota)).toEqual(fault)
})
