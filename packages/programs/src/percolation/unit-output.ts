/** One unit's output: when lattices first wrapped, read as a stranger's. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'

const histogramSchema = z.array(z.tuple([z.int().min(1), z.int().min(1)])).min(1)

const schema = z.strictObject({
  alongX: histogramSchema,
  either: histogramSchema,
  seed: z.int().min(0),
  size: z.int().min(4).max(256),
  trials: z.int().min(1).max(1_000_000),
  version: z.literal(1),
})

/** Pairs of a count of occupied sites and how many lattices first wrapped there. */
export type Histogram = readonly (readonly [sites: number, count: number])[]

export interface UnitOutput {
  readonly size: number
  readonly trials: number
  readonly seed: number
  readonly alongX: Histogram
  readonly either: Histogram
}

/** @throws `BAD_UNIT_OUTPUT` */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('percolation', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  for (const histogram of [unit.alongX, unit.either]) {
    const total = histogram.reduce((sum, [, count]) => sum + count, 0)
    if (total !== unit.trials) throw lines.refusal(0, `${total} lattices of ${unit.trials}`)
    const rising = histogram.every(([sites], at) => sites > (histogram[at - 1]?.[0] ?? 0))
    const last = histogram.at(-1)?.[0] ?? 0
    // Fewer sites than a row cannot go around.
    const first = histogram[0]?.[0] ?? 0
    if (!rising || first < unit.size || last > unit.size ** 2) {
      throw lines.refusal(0, 'counts of sites that no lattice wraps at')
    }
  }
  return unit
}
