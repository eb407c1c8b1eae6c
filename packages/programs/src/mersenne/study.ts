/** The study: all odd prime exponents below a hundred times its scale, a hundred numbers a unit. */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

const WIDTH = 100

export const scale: Scale = {
  counts: `blocks of ${WIDTH} exponents`,
  min: 1,
  demo: 45,
  max: 1_000,
}

/** Exponents below 100 `blocks`. @throws `BAD_PARAMETER` */
export function planJob(blocks: number): JobFile {
  assertScale(scale, blocks)
  return composeJob({
    program: 'mersenne',
    options: { block: '{block}', width: WIDTH },
    matrix: { block: { from: 0, to: blocks - 1 } },
    fuel: fuelOf(blocks * WIDTH),
    wall: blocks <= 100 ? '120s' : '3600s',
  })
}

export const small: JobFile = planJob(14)

/**
 * Twice what 25 primes near `exponent` take: a squaring burns about 90 fuel for each digit and
 * level of the transform, forth and back, and there is one for each bit.
 */
function fuelOf(exponent: number): number {
  const size = 2 ** Math.ceil(Math.log2(exponent / 20 + 2))
  const squaring = 2 * size * (Math.log2(size) + 2) * 90
  return Math.round(2 * 25 * squaring * exponent) + 100_000_000
}
