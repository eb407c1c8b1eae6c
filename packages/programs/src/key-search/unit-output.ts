/** One unit's output: a block of keys that was searched, read as a stranger's. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'

const word = z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 hexadecimal digits')

const schema = z.strictObject({
  base: word,
  bits: z.int().min(4).max(36),
  block: z.int().min(0).max(0xffff_ffff),
  cipher: z.enum(['rc5', 'des']),
  crypt: word,
  found: z.array(word).max(64),
  plain: word,
  sum: word,
  version: z.literal(1),
})

export type UnitOutput = Omit<z.infer<typeof schema>, 'version'>

/** @throws `BAD_UNIT_OUTPUT`, also for a key outside its block */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('key-search', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  const first = BigInt(`0x${unit.base}`) + (BigInt(unit.block) << BigInt(unit.bits))
  let previous = first - 1n
  for (const key of unit.found.map((each) => BigInt(`0x${each}`))) {
    if (key <= previous || key >= first + (1n << BigInt(unit.bits))) {
      throw lines.refusal(0, 'a key that is not in the block, or twice')
    }
    previous = key
  }
  return unit
}
