import type { Digest, Hex, Root } from '@pumasi/domain'
import { describe, expect, it } from 'vitest'
import { headerDigest } from './header.ts'
import type { Header } from './header.ts'

const word = (digit: string): Hex => `0x${digit.repeat(64)}`
const header: Header = {
  prev: word('1'),
  unitsRoot: word('2') as Root,
  creditsRoot: word('3') as Root,
  dataHash: word('4') as Digest,
  rulesHash: word('5') as Digest,
  committedAt: 1_800_000_000,
  unitCount: 10,
  cumulativeCreditMicro: 5_000_000n,
}

/** One change for each field: the type holds the table complete. */
const changes: { [Field in keyof Header]: Header[Field] } = {
  prev: word('9'),
  unitsRoot: word('9') as Root,
  creditsRoot: word('9') as Root,
  dataHash: word('9') as Digest,
  rulesHash: word('9') as Digest,
  committedAt: 1_800_000_001,
  unitCount: 11,
  cumulativeCreditMicro: 5_000_001n,
}

describe('headerDigest', () => {
  it.each(Object.entries(changes))('is another for another %s', (field, value) => {
    expect(headerDigest({ ...header, [field]: value })).not.toBe(headerDigest(header))
  })

  it('tells fields with exchanged values apart', () => {
    const exchanged = { ...header, unitsRoot: header.creditsRoot, creditsRoot: header.unitsRoot }
    expect(headerDigest(exchanged)).not.toBe(headerDigest(header))
  })

  it('reads named fields, in whatever order they were written', () => {
    const reversed = Object.fromEntries(Object.entries(header).reverse()) as unknown as Header
    expect(headerDigest(reversed)).toBe(headerDigest(header))
  })
})
