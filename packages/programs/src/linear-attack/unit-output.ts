/** One unit's output: how often an equation held under one key, read as a stranger's. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'

const schema = z.strictObject({
  keyParity: z.int().min(0).max(1),
  pairs: z.int().min(1).max(1_000_000_000),
  rounds: z.union([z.literal(3), z.literal(5)]),
  seed: z.int().min(0),
  version: z.literal(1),
  zeros: z.int().min(0),
})

export type UnitOutput = Omit<z.infer<typeof schema>, 'version'>

/** @throws `BAD_UNIT_OUTPUT` */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('linear-attack', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  if (unit.zeros > unit.pairs) throw lines.refusal(0, `${unit.zeros} zeros of ${unit.pairs}`)
  return unit
}
