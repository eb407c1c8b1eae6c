/** The study: long runs of Lorenz's own case, 40 sites and forcing 8; its scale is their number. */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

export const scale: Scale = {
  counts: 'runs of 1,600 units of time (22 years)',
  min: 2,
  demo: 60,
  max: 1_000_000,
}

/** Seeds 1 to `runs`. @throws `BAD_PARAMETER` */
export function planJob(runs: number): JobFile {
  assertScale(scale, runs)
  return jobOf(100, runs)
}

export const small: JobFile = jobOf(25, 6)

function jobOf(time: number, runs: number): JobFile {
  return composeJob({
    program: 'lorenz-96',
    options: { sites: 40, forcing: 8, time, error: '0.00000001', seed: '{seed}' },
    matrix: { seed: { from: 1, to: runs } },
    fuel: 25_000_000_000,
  })
}
