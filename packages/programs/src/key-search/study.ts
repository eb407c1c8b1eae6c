/**
 * The study: the two contests, each with all but the lowest bits of its key given away; its scale
 * is how many are not.
 */
import type { JobFile } from '../program.ts'
import { composeJob } from '../study/job.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'
import { contests } from './contests.ts'

export const scale: Scale = { counts: 'unknown bits of each key', min: 8, demo: 24, max: 46 }

/** Keys of a block at most: one to two minutes of an ordinary core. */
const BLOCK_BITS_MAX = 26

/** Both key spaces in at least 16 blocks each. @throws `BAD_PARAMETER` */
export function planJob(unknownBits: number): JobFile {
  assertScale(scale, unknownBits)
  const bits = Math.min(unknownBits - 4, BLOCK_BITS_MAX)
  const targets = contests.map(({ cipher, plain, crypt, key }) => {
    const base = (BigInt(`0x${key}`) >> BigInt(unknownBits)) << BigInt(unknownBits)
    return `${cipher}:${plain}:${crypt}:${base.toString(16).padStart(16, '0')}`
  })
  return composeJob({
    program: 'key-search',
    options: { target: '{target}', bits, block: '{block}' },
    matrix: { target: targets, block: { from: 0, to: 2 ** (unknownBits - bits) - 1 } },
    // A key of DES takes 11,000 fuel.
    fuel: 25_000 * 2 ** bits + 100_000_000,
    wall: bits > 22 ? '1200s' : '60s',
  })
}

export const small: JobFile = planJob(16)
