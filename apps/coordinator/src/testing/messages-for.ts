/**
 * Messages for a procedure, made from its own schema: most of them nearly right, so that they get
 * past the door, others wrong in a field, a field too few or too many, or no message at all.
 */
import fc from 'fast-check'
import type { z } from 'zod'

/** What is in no schema's interest. */
const hostile: readonly unknown[] = [
  ...['', ' ', '\u0000', '\ud800', '__proto__', '../../etc/passwd', "'; DROP TABLE units; --"],
  ...['x'.repeat(5_000), '9'.repeat(2_000), `0x${'00'.repeat(32)}`, `0x${'zz'.repeat(20)}`],
  ...[null, undefined, true, -1, 0.5, -0, Number.NaN, Infinity, 2 ** 53, 1e308],
  ...[-1n, 2n ** 64n, 2n ** 255n, {}, [], [[]]],
]
const hostileArb = fc.constantFrom(...hostile)

/** The parts of a schema that this walks; all else is a leaf. */
interface Parts {
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly options?: readonly z.ZodType[]
}

/** @param words values of a right form, of which each leaf takes those that it accepts */
export function messagesFor(schema: z.ZodType, words: readonly unknown[]): fc.Arbitrary<unknown> {
  const walk = (part: z.ZodType): fc.Arbitrary<unknown> => {
    const { shape, element, innerType, options } = part.def as Parts
    if (shape !== undefined) return objects(shape)
    if (element !== undefined) return fc.array(walk(element), { maxLength: 3, size: 'max' })
    if (innerType !== undefined) return fc.oneof(walk(innerType), fc.constantFrom(null, undefined))
    if (options !== undefined) return fc.oneof(...options.map(walk))
    const fitting = words.filter((word) => part.safeParse(word).success)
    if (fitting.length === 0) return hostileArb
    return fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...fitting) },
      { weight: 1, arbitrary: hostileArb },
    )
  }
  const objects = (shape: Readonly<Record<string, z.ZodType>>): fc.Arbitrary<unknown> => {
    const fields = Object.fromEntries(Object.entries(shape).map(([key, part]) => [key, walk(part)]))
    return fc.oneof(
      { weight: 20, arbitrary: fc.record(fields) },
      { weight: 1, arbitrary: fc.record(fields, { requiredKeys: [] }) },
      { weight: 1, arbitrary: fc.record({ ...fields, extra: hostileArb }) },
      { weight: 1, arbitrary: hostileArb },
    )
  }
  return walk(schema)
}
