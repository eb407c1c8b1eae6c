/** One unit's output: sums over 16 blocks of sweeps, read as a stranger's. */
import { z } from 'zod'
import { uintSchema } from '@pumasi/domain'
import { splitLines } from '../unit-output/lines.ts'

const BLOCKS = 16

const schema = z.strictObject({
  blocks: z
    .array(z.strictObject({ energy: z.int(), fourths: uintSchema(64), squares: uintSchema(64) }))
    .length(BLOCKS),
  seed: z.int().min(0),
  size: z.int().min(4).max(96),
  temperatureMicro: z.int().min(500_000).max(10_000_000),
  updates: z.int().min(1_000_000).max(134_217_728),
  version: z.literal(1),
})

/** Means over one block of sweeps. */
export interface Block {
  /** Energy of a spin, in units of the coupling. */
  readonly energy: number
  /** Mean of the square and the fourth power of the magnetisation of a spin, from -1 to 1. */
  readonly squares: number
  readonly fourths: number
}

export interface UnitOutput {
  readonly size: number
  readonly temperatureMicro: number
  readonly seed: number
  readonly updates: number
  readonly blocks: readonly Block[]
}

/** @throws `BAD_UNIT_OUTPUT` for what no lattice can do */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('ising', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { blocks, size, temperatureMicro, seed, updates } = lines.read(0, schema)
  const sites = size * size
  const sweeps = Math.floor(updates / sites / BLOCKS)
  return {
    ...{ size, temperatureMicro, seed, updates },
    blocks: blocks.map((sums) => {
      const energy = sums.energy / sweeps / sites
      const squares = Number(sums.squares) / sweeps / sites ** 2
      const fourths = Number(sums.fourths) / sweeps / sites ** 4
      // The mean of squares is at least the square of the mean, and no spin is larger than 1.
      const possible = squares <= 1 && fourths <= squares && fourths * (1 + 1e-9) >= squares ** 2
      if (Math.abs(energy) > 2 || !possible) throw lines.refusal(0, 'sums that no lattice has')
      return { energy, squares, fourths }
    }),
  }
}
