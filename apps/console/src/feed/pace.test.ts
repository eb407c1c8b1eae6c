import { expect, test } from 'vitest'
import { jobView } from '../testing/views.ts'
import { derivePace, openUnits } from './pace.ts'
import type { Point } from './series.ts'

const at = (atMs: number, believed: number): Point => ({ atMs, believed, committed: 0 })

test('open are the units nothing was decided about', () =>
  expect(openUnits(jobView({ units: 10, believed: 3, failed: 2, cancelled: 1 }))).toBe(4))

test.each([
  ['nothing is known yet', jobView(), [], null],
  [
    'the last minute counts',
    jobView({ believed: 70, lastBeliefMs: 120_000 }),
    [at(0, 0), at(60_000, 10), at(120_000, 70)],
    { unitsPerMinute: 60, remainingMs: 30_000 },
  ],
  [
    'a stretch of four seconds is too short, so the whole job counts',
    jobView({ believed: 50, lastBeliefMs: 60_000 }),
    [at(56_000, 10), at(60_000, 50)],
    { unitsPerMinute: 50, remainingMs: 60_000 },
  ],
  [
    'a minute without a unit has no end in sight',
    jobView({ believed: 50, lastBeliefMs: 60_000 }),
    [at(60_000, 50), at(120_000, 50)],
    { unitsPerMinute: 0, remainingMs: null },
  ],
  [
    'a finished job shows its own average',
    jobView({ believed: 100, lastBeliefMs: 120_000 }),
    [at(900_000, 100), at(990_000, 100)],
    { unitsPerMinute: 50, remainingMs: null },
  ],
])('%s', (_, job, points, pace) => expect(derivePace(job, points)).toEqual(pace))
