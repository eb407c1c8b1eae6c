/** The study: lattices around the critical temperature; its scale is the number of repeats. */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

export const scale: Scale = {
  counts: 'repeats of 21 units of 8,000,000 spin updates',
  min: 1,
  demo: 3,
  max: 10_000,
}

/** Far from critical, where the infinite lattice is near, and around it, where sizes cross. */
export const temperatures = ['2', '2.24', '2.26', '2.28', '2.3', '2.6', '3'] as const

/** `repeats` independent runs of each size at each temperature. @throws `BAD_PARAMETER` */
export function planJob(repeats: number): JobFile {
  assertScale(scale, repeats)
  return jobOf([16, 32, 64], 8_000_000, repeats)
}

/** Two small lattices, once. */
export const small: JobFile = jobOf([16, 32], 1_000_000, 1)

function jobOf(sizes: readonly number[], updates: number, repeats: number): JobFile {
  return composeJob({
    program: 'ising',
    options: { size: '{size}', temperature: '{temperature}', updates, seed: '{seed}' },
    matrix: {
      size: sizes,
      temperature: temperatures,
      seed: { from: 1, to: repeats },
    },
    // 400 fuel for an update of one spin.
    fuel: 8_000_000_000,
  })
}
