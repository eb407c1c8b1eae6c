/** The study: all rulers of a number of marks, its scale, up to the known shortest length. */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'
import { shortest } from './reference.ts'

export const scale: Scale = { counts: 'marks', min: 5, demo: 12, max: 14 }

/** Parts of a stub, by its second difference: each mark more is about ten times the work. */
const partsOf = (marks: number): number => (marks <= 12 ? 1 : marks === 13 ? 8 : 64)

/** One unit for each first difference, or for each part of it. @throws `BAD_PARAMETER` */
export function planJob(marks: number): JobFile {
  assertScale(scale, marks)
  const limit = shortest[marks] ?? 0
  // The other differences, all of them different, need a length of their own.
  const first = limit - ((marks - 2) * (marks - 1)) / 2
  const parts = partsOf(marks)
  return composeJob({
    program: 'golomb',
    options: { first: '{first}', limit, marks, part: '{part}', parts },
    matrix: { first: { from: 1, to: Math.max(2, first) }, part: { from: 0, to: parts - 1 } },
    fuel: marks <= 12 ? 20_000_000_000 : 2_000_000_000_000,
    wall: marks <= 12 ? '60s' : '3600s',
  })
}

export const small: JobFile = planJob(9)
