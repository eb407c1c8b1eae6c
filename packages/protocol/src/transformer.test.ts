import fc from 'fast-check'
import superjson from 'superjson'
import type { SuperJSONResult } from 'superjson'
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
  ['a bare bigint', 5n],
  ['undefined', undefined],
  ['the largest word', 2n ** 256n - 1n],
  ['the smallest', -(2n ** 255n)],
])('%s arrives', (_, value) => {
  expect(carry(value)).toBe(value)
})

test('an older side marks objects that it met twice, which means nothing here', () => {
  const limits = { fuelMax: 1n }
  const written = JSON.parse(superjson.stringify({ a: limits, b: limits })) as SuperJSONResult
  expect(written.meta?.referentialEqualities).toBeDefined()
  expect(transformer.deserialize(written)).toEqual({ a: limits, b: limits })
})

const typed = (json: unknown, type: unknown) => ({
  json: { a: json },
  meta: { values: { a: type } },
})
test.each<[string, unknown]>([
  ['a typed array of four gigabytes', typed(4e9, [['typed-array', 'Uint8Array']])],
  ['digits that take seconds', typed('9'.repeat(8_000_000), ['bigint'])],
  ['a number of 79 digits', typed('9'.repeat(79), ['bigint'])],
  ['letters for digits', typed('ten', ['bigint'])],
  ['a number for digits', typed(10, ['bigint'])],
  ['an expression', typed('/(a+)+$/', ['regexp'])],
  ['a map', superjson.serialize(new Map([['a', 1]]))],
  ['a map with places in it', typed([['a', '1']], ['map', { '0.1': ['bigint'] }])],
  ['a set', superjson.serialize({ a: new Set([1]) })],
  ['a date', superjson.serialize({ a: new Date(0) })],
  ['a class', typed({}, [['class', 'Object']])],
  ['a value of its own', typed({}, [['custom', 'a']])],
  ['a number that is none', typed('1e9', ['number'])],
  ['a number by the name of a method', typed('toString', ['number'])],
  ['a type that is none', typed('1', 'bigint')],
  ['a place where nothing is', { json: { a: 1 }, meta: { values: { 'a.b.c': ['undefined'] } } }],
  [
    'a place in a prototype',
    { json: {}, meta: { values: { '__proto__.polluted': ['undefined'] } } },
  ],
  ['a path without end', { json: {}, meta: { values: { ['a.'.repeat(501)]: ['bigint'] } } }],
  ['a method', { json: {}, meta: { values: { toString: ['undefined'] } } }],
  ['the length of a list', { json: { a: [1] }, meta: { values: { 'a.length': ['undefined'] } } }],
  ['places that are none', { json: {}, meta: { values: 7 } }],
  ['meta that is none', { json: {}, meta: [] }],
  ['no message', null],
  ['a list', []],
  [
    'places without end',
    {
      json: { a: 1 },
      meta: {
        values: Object.fromEntries(Array.from({ length: 20_001 }, (_, n) => [n, ['bigint']])),
      },
    },
  ],
])('%s does not travel', (_, written) => {
  expect(() => transformer.deserialize(written)).toThrow(
    expect.objectContaining({ code: 'BAD_MESSAGE', hint: expect.any(String), retryable: false }),
  )
  expect({}).not.toHaveProperty('polluted')
})
