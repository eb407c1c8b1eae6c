import { digestOf, isGridError, utf8 } from '@pumasi/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assertBounded, boundsOf, countPlaces } from './message-bounds.ts'
import { BUNDLE_MAX, reportSchema } from './schemas/host.ts'
import { transformer } from './transformer.ts'

test.each([
  ['', 0],
  ['7', 0],
  ['[]', 1],
  ['[1,2,3]', 3],
  ['{"a":1,"b":[]}', 5],
  ['[[[[', 4],
  ['"[,:{"', 0],
  [String.raw`["\"",",",1]`, 3],
  [String.raw`["\\",1]`, 2],
  [String.raw`["\\\",[",1]`, 2],
  ['"[[[[ no end', 0],
  [String.raw`"no end \ `, 0],
  ['["가,나",1]', 2],
])('%s has so many places: %i', (text, places) => {
  expect(countPlaces(text, 100)).toBe(places)
})

/** Places of a value, as its JSON has them. */
const placesOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  const items: unknown[] = Object.values(value)
  const own = 1 + Math.max(0, items.length - 1) + (Array.isArray(value) ? 0 : items.length)
  return items.reduce((sum: number, item) => sum + placesOf(item), own)
}

test('property: texts never count, everything else does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(countPlaces(text, Infinity)).toBe(placesOf(JSON.parse(text)))
    }),
  )
})

test('counting ends where it is too many', () => {
  expect(countPlaces('['.repeat(1_000), 10)).toBe(11)
})

const bounds = { charsMax: 100, placesMax: 10 }
const refusalOf = (text: string): unknown => {
  try {
    assertBounded(text, bounds)
    return null
  } catch (error) {
    return isGridError(error) ? error : String(error)
  }
}

test.each([
  ['as many places as it may have', `[${'1,'.repeat(9)}1]`, null],
  ['one more', `[${'1,'.repeat(10)}1]`, 'MESSAGE_TOO_DENSE'],
  ['as many characters as it may have', `"${',['.repeat(49)}"`, null],
  ['more', `"${',['.repeat(49)} "`, 'MESSAGE_TOO_LARGE'],
])('a message of %s', (_, text, code) => {
  const refusal = refusalOf(text)
  if (code === null) expect(refusal).toBeNull()
  else expect(refusal).toMatchObject({ code, hint: expect.any(String), retryable: false })
})

test('the largest report takes an eighth of what it may', () => {
  const digest = digestOf(utf8('a digest'))
  const receipt = {
    ...{ jobId: digest, unitIndex: 2 ** 32 - 1, programHash: digest, inputHash: digest },
    ...{ outputHash: digest, exitClass: 'output-exceeded', fuel: 2n ** 63n, leaseId: digest },
    ...{ rewriterVersion: 2 ** 32 - 1, account: `0x${'ab'.repeat(20)}` },
  }
  const signed = { receipt, signature: `0x${'cd'.repeat(65)}` }
  const report = { receipts: Array.from({ length: BUNDLE_MAX }, () => signed) }
  expect(reportSchema.safeParse(report).error).toBeUndefined()
  const text = JSON.stringify(transformer.serialize(report))
  const { charsMax, placesMax } = boundsOf('host.report')
  expect(text.length).toBeLessThan(charsMax / 8)
  expect(countPlaces(text, Infinity)).toBeLessThan(placesMax / 8)
})

test('a job may hold more than any other message', () => {
  const { charsMax, placesMax } = boundsOf('job.submit')
  for (const other of ['host.report', 'job.cancel', 'account.signIn', 'nothing of ours']) {
    expect(boundsOf(other).charsMax).toBeLessThan(charsMax / 4)
    expect(boundsOf(other).placesMax).toBeLessThan(placesMax / 4)
  }
})
