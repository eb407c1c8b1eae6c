import { toHex } from '@pumasi/domain'
import { describe, expect, it } from 'vitest'
import { encodeWords, keccak, keccakText } from './words.ts'
import type { Word } from './words.ts'

describe('encodeWords', () => {
  it.each<[Word, string]>([
    [0, '0'],
    [1, '1'],
    [255n, 'ff'],
    [Number.MAX_SAFE_INTEGER, '1fffffffffffff'],
    [2n ** 256n - 1n, 'f'.repeat(64)],
    [`0x${'ab'.repeat(20)}`, 'ab'.repeat(20)],
    [`0x${'cd'.repeat(32)}`, 'cd'.repeat(32)],
  ])('writes %s as one word', (word, digits) => {
    expect(toHex(encodeWords([word]))).toBe(`0x${digits.padStart(64, '0')}`)
  })

  it('keeps order', () => {
    const words = toHex(encodeWords([1, 2n, '0x03']))
    expect(words).toBe(`0x${['1', '2', '3'].map((digit) => digit.padStart(64, '0')).join('')}`)
    expect(encodeWords([])).toEqual(new Uint8Array())
  })

  it.each<Word>([-1, -1n, 2n ** 256n, `0x${'00'.repeat(33)}`])('refuses %s', (word) => {
    expect(() => encodeWords([word])).toThrow(expect.objectContaining({ code: 'INVARIANT_BROKEN' }))
  })
})

it('hashes with keccak-256, which is not SHA3-256', () => {
  // The values of an empty string and of an ERC-20 event's name, as block explorers show them.
  const empty = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'
  const transfer = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
  expect(keccak(new Uint8Array())).toBe(empty)
  expect(keccakText('Transfer(address,address,uint256)')).toBe(transfer)
})
