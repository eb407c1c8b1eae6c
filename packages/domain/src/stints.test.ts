import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeUtf8, digestInStints, digestOf, utf8 } from './bytes.ts'
import { canonicalInStints, encodeCanonical } from './canonical.ts'
import type { Canonical } from './canonical.ts'
import { mapInStints, partsOf, runAtOnce, runInStints } from './stints.ts'
import type { Stints } from './stints.ts'

const pausesOf = <T>(work: Stints<T>): number => [...work].length

test('property: a list is mapped the same however it is run, and no more than a stint at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), async (items, stint) => {
      const [expected, handled]: [string[], number[]] = [[], [0]]
      for (const [index, item] of items.entries()) expected.push(`${index} ${item}`)
      const mapped = await runInStints(
        mapInStints(items, stint, (item, index) => {
          handled.push((handled.pop() ?? 0) + 1)
          return `${index} ${item}`
        }),
        async () => void handled.push(0),
      )
      expect(mapped).toEqual(expected)
      expect(runAtOnce(mapInStints(items, stint, (item, index) => `${index} ${item}`))).toEqual(
        expected,
      )
      expect(Math.max(...handled)).toBeLessThanOrEqual(stint)
      const parts = [...partsOf(items, stint)]
      expect(parts.flat()).toEqual(items)
      expect(parts.every(({ length }) => length > 0 && length <= stint)).toBe(true)
    }),
  )
})

test('what fails in a stint fails for whoever runs it, and others had the thread before', async () => {
  let given = 0
  const work = mapInStints([1, 2, 3], 1, (item) => {
    if (item === 3) throw new Error('a defect')
  })
  await expect(runInStints(work, async () => void (given += 1))).rejects.toThrow('a defect')
  expect(given).toBe(2)
})

describe('a document written in stints', () => {
  const values = fc.jsonValue() as fc.Arbitrary<Canonical>

  test('property: has the bytes it has at once, or is refused alike', () => {
    const outcome = (encode: () => Uint8Array): unknown => {
      try {
        return decodeUtf8(encode())
      } catch (error) {
        return String(error)
      }
    }
    fc.assert(
      fc.property(values, fc.constantFrom<unknown>(1, 1.5, '\ud800', new Map()), (value, odd) => {
        // Most numbers are none that may be written, so what is refused is compared as often.
        for (const document of [value, { deep: { list: [value, odd] } }, [[value], odd]]) {
          const one = outcome(() => encodeCanonical(document as Canonical))
          const other = outcome(() => runAtOnce(canonicalInStints(document as Canonical)))
          expect(other).toEqual(one)
        }
      }),
    )
  })

  test('pauses at least once for each quarter of a megabyte, in lists near its top', () => {
    const rows = Array.from({ length: 4_000 }, (_, n) => ({ name: `row ${n}`.padEnd(400, 'x'), n }))
    for (const document of [rows, { rows }, { trust: { sealed: rows } }]) {
      const { length } = encodeCanonical(document)
      const pauses = pausesOf(canonicalInStints(document))
      expect(pauses).toBeGreaterThanOrEqual(Math.floor(length / 2 ** 18))
    }
  })
})

test.each([0, 1, 2 ** 18 - 1, 2 ** 18, 2 ** 18 + 1, 1_000_003])(
  '%d bytes hashed in stints have their digest, and a pause for each 256 KiB',
  (length) => {
    const bytes = new Uint8Array(length).map((_, index) => index % 251)
    expect(runAtOnce(digestInStints(bytes))).toBe(digestOf(bytes))
    expect(pausesOf(digestInStints(bytes))).toBe(Math.ceil(length / 2 ** 18))
  },
)

test('a document of text alone is one stint', () => {
  expect(runAtOnce(canonicalInStints('text'))).toEqual(utf8('"text"'))
})
