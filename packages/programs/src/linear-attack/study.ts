/** The study: 3 and 5 rounds of DES; its scale is the number of random keys for each. */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

export const scale: Scale = {
  counts: 'random keys for each number of rounds',
  min: 4,
  demo: 12,
  max: 1_000_000,
}

/** Keys of seeds 1 to `keys`. @throws `BAD_PARAMETER` */
export function planJob(keys: number): JobFile {
  assertScale(scale, keys)
  return jobOf(4_000_000, keys)
}

export const small: JobFile = jobOf(100_000, 6)

function jobOf(pairs: number, keys: number): JobFile {
  return composeJob({
    program: 'linear-attack',
    options: { rounds: '{rounds}', pairs, seed: '{seed}' },
    matrix: { rounds: [3, 5], seed: { from: 1, to: keys } },
    fuel: 16_000_000_000,
  })
}
