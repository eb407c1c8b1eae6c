import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUtf8 } from './bytes.ts'
import { decodeCanonical, digestOfCanonical, encodeCanonical } from './canonical.ts'
import type { Canonical } from './canonical.ts'

const text = (value: Canonical): string => decodeUtf8(encodeCanonical(value))
const refused = (found: string) =>
  expect.objectContaining({ code: 'NOT_CANONICAL', details: expect.objectContaining({ found }) })

describe('encodeCanonical', () => {
  it.each<[Canonical, string]>([
    [null, 'null'],
    [true, 'true'],
    [0, '0'],
    [-7, '-7'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [2n ** 64n, '"18446744073709551616"'],
    ['', '""'],
    ['a"\\\n\u0001é😀', '"a\\"\\\\\\n\\u0001é😀"'],
    [[], '[]'],
    [[1, [2, 'x']], '[1,[2,"x"]]'],
    [{}, '{}'],
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [{ é: 1, z: 2, Z: 3, '10': 4, '9': 5 }, '{"10":4,"9":5,"Z":3,"z":2,"é":1}'],
    [{ a: { d: 1, c: [{ f: 1, e: 2 }] } }, '{"a":{"c":[{"e":2,"f":1}],"d":1}}'],
  ])('writes %#: %o', (value, expected) => {
    expect(text(value)).toBe(expected)
  })

  it('sorts by UTF-16 code unit, as RFC 8785 does, not by code point', () => {
    expect(text({ '\ufb33': 1, '😀': 2 })).toBe('{"😀":2,"\ufb33":1}')
  })

  const ring: unknown[] = []
  ring.push(ring)
  it.each<[unknown, string]>([
    [1.5, 'the number 1.5'],
    [NaN, 'the number NaN'],
    [Infinity, 'the number Infinity'],
    [-0, 'the number 0'],
    [2 ** 53, 'the number 9007199254740992'],
    ['\ud800', 'a lone surrogate'],
    [{ '\udc00': 1 }, 'a lone surrogate'],
    [undefined, 'undefined'],
    [() => 1, 'function'],
    [Symbol('x'), 'symbol'],
    [new Date(0), 'a class instance'],
    [new Map(), 'a class instance'],
    [new Uint8Array(1), 'a class instance'],
    [ring, 'more than 64 levels'],
  ])('refuses %o: %s', (value, found) => {
    expect(() => encodeCanonical(value as Canonical)).toThrow(refused(found))
  })

  it('names the place', () => {
    expect(() => encodeCanonical({ a: [{ b: 1.5 }] })).toThrow('found the number 1.5 at .a[0].b')
  })
})

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.maxSafeInteger().filter((n) => !Object.is(n, -0)),
  fc.boolean(),
  fc.constant(null),
)
const { value: document } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value')),
  ),
}))

describe('decodeCanonical', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(document, (value) => {
        expect(decodeCanonical(text(value))).toEqual(value)
      }),
    )
  })

  it('gives one digest for one value, however its keys are ordered', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), scalar), (value) => {
        const backwards = Object.fromEntries(Object.entries(value).reverse())
        expect(digestOfCanonical(backwards)).toBe(digestOfCanonical(value))
      }),
    )
  })

  it.each([
    ' 1',
    '1 ',
    '1.0',
    '1e3',
    '-0',
    '"\\u0061"',
    '"\\/"',
    '[1, 2]',
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '9007199254740993',
  ])('refuses the second spelling %s', (spelling) => {
    expect(() => decodeCanonical(spelling)).toThrow(
      expect.objectContaining({ code: 'NOT_CANONICAL' }),
    )
  })

  it.each(['', '{', 'undefined', "{'a':1}", '[1,]', 'NaN', '\ufeff1', '"\ud800"'])(
    'refuses %j, which is no document',
    (junk) => {
      expect(() => decodeCanonical(junk)).toThrow(
        expect.objectContaining({ code: 'NOT_CANONICAL' }),
      )
    },
  )

  it('refuses a million levels instead of running out of stack', () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000)
    expect(() => decodeCanonical(deep)).toThrow(expect.objectContaining({ code: 'NOT_CANONICAL' }))
  })

  it('keeps a key called __proto__ as data', () => {
    const value = decodeCanonical('{"__proto__":{"a":1}}')
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect((value as { a?: unknown }).a).toBeUndefined()
  })
})

it('has known digests', () => {
  // sha256sum of the text, from coreutils.
  expect(digestOfCanonical({ b: [1, 2n], a: 'x' })).toBe(
    '0xd80817e4a9980802f1c8dbcedf8211394a7839bd0b83fb1b26f002091d59870e',
  )
})
