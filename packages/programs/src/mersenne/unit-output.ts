/** One unit's output: residues of the exponents of one block, read as a stranger's. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'

const schema = z.strictObject({
  block: z.int().min(0).max(1_000_000),
  residues: z.array(
    z.tuple([z.int().min(3), z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 hexadecimal digits')]),
  ),
  version: z.literal(1),
  width: z.int().min(1).max(1_000),
})

export type UnitOutput = Omit<z.infer<typeof schema>, 'version'>

/** @throws `BAD_UNIT_OUTPUT` unless the exponents are the odd primes of the block */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('mersenne', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  const { block, width, residues } = unit
  const expected = Array.from({ length: width }, (_, at) => block * width + at).filter(isOddPrime)
  const found = residues.map(([exponent]) => exponent)
  if (found.join() !== expected.join()) {
    throw lines.refusal(0, 'exponents that are not the odd primes of the block')
  }
  return unit
}

export function isOddPrime(number: number): boolean {
  if (number < 3 || number % 2 === 0) return false
  for (let divisor = 3; divisor * divisor <= number; divisor += 2) {
    if (number % divisor === 0) return false
  }
  return true
}
