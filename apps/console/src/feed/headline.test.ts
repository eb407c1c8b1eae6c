import { expect, test } from 'vitest'
import type { JobId } from '@pumasi/domain'
import { gridStatus, gridTotals, jobView } from '../testing/views.ts'
import { deriveHeadline, focusOf } from './headline.ts'

const settled = { believed: 90, failed: 10 }

test.each([
  ['empty', [], 0],
  ['waiting', [jobView()], 0],
  ['computing', [jobView()], 1],
  ['cancelled', [jobView({ cancelledAtMs: 5 })], 1],
  ['committing', [jobView({ ...settled, committed: 89 })], 0],
  ['done', [jobView({ ...settled, committed: 90 })], 0],
] as const)('%s', (kind, jobs, hostsBusy) =>
  expect(deriveHeadline(gridStatus({ jobs, totals: gridTotals({ hostsBusy }) })).kind).toBe(kind),
)

test('counts the hosts that hold a lease', () =>
  expect(
    deriveHeadline(
      gridStatus({ jobs: [jobView()], totals: gridTotals({ hosts: 3, hostsBusy: 2 }) }),
    ),
  ).toMatchObject({ hosts: 2 }))

test('the job in focus is the newest with open units, else the newest', () => {
  const done = jobView({ jobId: '0xd0' as JobId, ...settled, createdAtMs: 9 })
  const old = jobView({ jobId: '0x01' as JobId, createdAtMs: 1 })
  const young = jobView({ jobId: '0x02' as JobId, createdAtMs: 2 })
  expect(focusOf([done, old, young])).toBe(young)
  expect(focusOf([{ ...old, ...settled }, done])).toBe(done)
  expect(focusOf([])).toBe(null)
})
