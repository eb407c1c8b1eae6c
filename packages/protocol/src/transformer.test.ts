import fc from 'fast-check'
import superjson from 'superjson'
import { expect, test } from 'vitest'
import { transformer } from './transformer.ts'

/** What is left after the wire. */
const carry = (value: unknown): unknown =>
  transformer.deserialize(JSON.parse(JSON.stringify(transformer.serialize(value))))

const keyArb = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom('', 'a', 'a.b', 'a\\b', '0', 'toString', 'hasOwnProperty'),
)
const valueArb = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    fc.constantFrom(null, undefined, -0, Number.NaN, Infinity),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(keyArb, tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any

test('property: what arrives is what superjson would have brought', () => {
  fc.assert(
    fc.property(valueArb, (value) => {
      const expected = superjson.deserialize(
        JSON.parse(JSON.stringify(superjson.serialize(value))) as never,
      )
      expect(carry(value)).toEqual(expected)
    }),
    { numRuns: 1_000 },
  )
})

test('plain answers are written as superjson writes them', () => {
  const answer = { leases: [{ fuelMax: 2n ** 62n, stdin: null, note: undefined }], waitMs: 500 }
  expect(transformer.serialize(answer)).toEqual(superjson.serialize(answer))
  expect(transformer.serialize({ a: 1 })).toEqual({ json: { a: 1 } })
})

test('an object met twice arrives in both places', () => {
  const limits = { fuelMax: 1n }
  expect(carry([{ limits }, { limits }])).toEqual([{ limits }, { limits }])
})

test.each([{ '': 0n }, { '': [0n] }, { a: { '': [0n] } }])(
  'regression: the empty key holds its place (%o)',
  (value) => {
    expect(carry(value)).toEqual(value)
  },
)

test.each([
  ['a map', new Map([['a', 1n]])],
  ['a set', new Set([1n])],
  ['bytes', new Uint8Array([1, 2])],
  ['a bare bigint', 5n],
  ['undefined', undefined],
])('%s is left to superjson', (_, value) => {
  expect(carry(value)).toEqual(value)
})
