/** The study: one torus; its scale is the number of units of trials. */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

export const scale: Scale = {
  counts: 'units of 2,000 lattices of 64 by 64',
  min: 1,
  demo: 100,
  max: 1_000_000,
}

/** Seeds 1 to `units`. @throws `BAD_PARAMETER` */
export function planJob(units: number): JobFile {
  assertScale(scale, units)
  return jobOf(64, 2_000, units)
}

/** Four units of smaller lattices. */
export const small: JobFile = jobOf(32, 2_000, 4)

function jobOf(size: number, trials: number, units: number): JobFile {
  return composeJob({
    program: 'percolation',
    options: { size, trials, seed: '{seed}' },
    matrix: { seed: { from: 1, to: units } },
    fuel: 8_000_000_000,
  })
}
