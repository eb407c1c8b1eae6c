import { describe, expect, it } from 'vitest'
import { formatCount, formatCredit } from './units.ts'

describe('formatCredit', () => {
  it.each([
    [0n, '0'],
    [1n, '0.000001'],
    [500_000n, '0.5'],
    [1_000_000n, '1'],
    [1_000_001n, '1.000001'],
    [12_340_000n, '12.34'],
    [2n ** 128n - 1n, '340282366920938463463374607431768.211455'],
  ])('%i is %s', (creditMicro, text) => {
    expect(formatCredit(creditMicro)).toBe(text)
  })
})

describe('formatCount', () => {
  it.each<[number | bigint, string]>([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [1_000, '1.00 k'],
    [12_345, '12.3 k'],
    [123_456, '123 k'],
    [999_499, '999 k'],
    [999_999, '1.00 M'],
    [1_250_000_000n, '1.25 G'],
    [2n ** 63n, '9.22 E'],
    [10n ** 22n, '10000 E'],
  ])('%s is %s', (count, text) => {
    expect(formatCount(count)).toBe(text)
  })

  it('puts a unit behind the prefix', () => {
    expect(formatCount(1_500, 'B')).toBe('1.50 kB')
    expect(formatCount(1, 'B')).toBe('1 B')
  })
})
