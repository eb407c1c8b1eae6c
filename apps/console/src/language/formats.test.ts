import { describe, expect, test } from 'vitest'
import { createFormats, isolate, shortHex, shortenHexes } from './formats.ts'

describe.each([
  ['en', '99.9%', '12,345.67', '1.23M', '2 minutes ago', '2 minutes'],
  ['ko', '99.9%', '12,345.67', '123만', '2분 전', '2분'],
])('in %s', (locale, percent, credit, compact, ago, span) => {
  const f = createFormats(locale)
  test('a share is rounded down', () => expect(f.percent(0.99999)).toBe(percent))
  test('credit keeps two digits', () => expect(f.credit(12_345_670_000n)).toBe(credit))
  test('large figures keep three', () => expect(f.compact(1_234_567)).toBe(compact))
  test('spans use the largest unit', () => {
    expect(f.ago(179_000)).toBe(ago)
    expect(f.span(119_000)).toBe(span)
  })
})

test('credit beyond the exact numbers of JavaScript stays exact', () =>
  expect(createFormats('en').credit(9_007_199_254_740_993_000_000n)).toBe('9,007,199,254,740,993'))

test('what just happened is now, and nothing takes less than a second', () => {
  const f = createFormats('en')
  expect([f.ago(-5), f.ago(999), f.ago(1_000)]).toEqual(['now', 'now', '1 second ago'])
  expect(f.span(3)).toBe('1 second')
})

test('long hexadecimal numbers are shortened, short ones and words are not', () => {
  const hash = `0x${'ab'.repeat(32)}`
  expect(shortHex(hash)).toBe('0xabab…abab')
  expect(shortHex('0x1234')).toBe('0x1234')
  expect(shortenHexes(`found ${hash}, expected 0x12`)).toBe('found 0xabab…abab, expected 0x12')
})

test('a name cannot turn the sentence around it', () =>
  expect(isolate('\u202Eevil')).toBe('\u2068\u202Eevil\u2069'))
