/**
 * The reducer: blocks of keys put together to searched spaces.
 *
 * In: standard outputs of distinct units of one study, in any order. Out: for each cipher the keys
 * that fit, the blocks that are missing, and the sum of all ciphertexts, which is the same however
 * the space is cut.
 */
import { poolUnits } from '../unit-output/pool.ts'
import { readUnitOutput } from './unit-output.ts'

export interface Space {
  readonly cipher: 'rc5' | 'des'
  readonly keys: number
  readonly blocks: number
  /** Blocks between the first and the last that nobody searched. */
  readonly missing: number
  readonly found: readonly string[]
  /** Of all ciphertexts modulo 2^64. */
  readonly sum: string
  /** Where among the keys the first that fits lies, from 0 to 1; null if none does. */
  readonly place: number | null
}

export interface Search {
  readonly units: number
  readonly spaces: readonly Space[]
}

const ciphers = ['rc5', 'des'] as const

/** @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY` */
export function reduce(stdouts: readonly Uint8Array[]): Search {
  const units = poolUnits(stdouts, {
    read: readUnitOutput,
    identity: ({ cipher, block }) => [ciphers.indexOf(cipher), block],
    study: ({ bits, cipher, base, plain, crypt }) => ({
      bits,
      [`${cipher} target`]: `${plain}:${crypt}:${base}`,
    }),
  })
  const size = 2 ** units[0].bits
  const spaces = ciphers.flatMap((cipher): Space[] => {
    const own = units.filter((unit) => unit.cipher === cipher)
    const last = own.at(-1)
    if (last === undefined) return []
    const found = own.flatMap((unit) => unit.found)
    const sum = own.reduce((total, unit) => total + BigInt(`0x${unit.sum}`), 0n)
    const [first] = found
    const offset = first === undefined ? 0n : BigInt(`0x${first}`) - BigInt(`0x${last.base}`)
    return [
      {
        ...{ cipher, keys: own.length * size, blocks: own.length, found },
        missing: last.block + 1 - own.length,
        sum: BigInt.asUintN(64, sum).toString(16).padStart(16, '0'),
        place: first === undefined ? null : Number(offset) / ((last.block + 1) * size),
      },
    ]
  })
  return { units: units.length, spaces }
}
