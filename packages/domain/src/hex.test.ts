import { describe, expect, it } from 'vitest'
import { isHex, parseAccount, parseDigest, parseJobId, parseLeaseId } from './hex.ts'

const of = (bytes: number, digit = 'a'): string => `0x${digit.repeat(2 * bytes)}`

describe('isHex', () => {
  it.each([
    [of(32), 32, true],
    ['0x', 0, true],
    [of(31), 32, false],
    [of(33), 32, false],
    [of(32, 'A'), 32, false],
    [of(32, 'g'), 32, false],
    [of(32).replace('0x', '0X'), 32, false],
    [of(32).slice(2) + 'aa', 32, false],
    [`${of(32)}\n`, 32, false],
    [`${of(31)}a\n`, 32, false],
    [7, 32, false],
    [null, 32, false],
    [undefined, 32, false],
  ])('%j of %i bytes: %s', (value, bytes, expected) => {
    expect(isHex(value, bytes)).toBe(expected)
  })
})

describe.each([
  ['parseDigest', parseDigest, 32],
  ['parseJobId', parseJobId, 32],
  ['parseLeaseId', parseLeaseId, 32],
  ['parseAccount', parseAccount, 20],
])('%s', (_, parse, bytes) => {
  it('lowers the case', () => {
    expect(parse(of(bytes, 'A'))).toBe(of(bytes))
  })

  it.each(['', '0x', of(bytes - 1), of(bytes + 1), of(bytes, 'z'), ` ${of(bytes)}`])(
    'refuses %j and says how long it should be',
    (value) => {
      const details = expect.objectContaining({ expectedBytes: bytes })
      expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'BAD_HEX', details }))
    },
  )

  it('shows only the beginning of something endless', () => {
    try {
      parse('x'.repeat(1_000_000))
      expect.unreachable()
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(200)
    }
  })
})
