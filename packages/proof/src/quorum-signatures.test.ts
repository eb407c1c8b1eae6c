import { fromHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { describe, expect, it } from 'vitest'
import { compactSignature, quorumSignatures } from './quorum-signatures.ts'
import { accountOfKey, signDigest } from './signature.ts'
import type { Signature } from './signature.ts'

const digest: Hex = `0x${'d1'.repeat(32)}`
const keys = ['31', '32', '33', '34'].map((byte): Hex => `0x${byte.repeat(32)}`)
const ascending = [...keys].sort((a, b) => (accountOfKey(a) < accountOfKey(b) ? -1 : 1))
const attestors = new Set(keys.map(accountOfKey))
const sign = (key: Hex): Signature => signDigest(key, digest)
const collect = (signatures: readonly Signature[], quorum: number) =>
  quorumSignatures(digest, signatures, attestors, quorum)

describe('quorumSignatures', () => {
  it.each([0, 1, 2, 3, 4])('gives %i of four, ascending', (quorum) => {
    const expected = ascending.slice(0, quorum).map((key) => compactSignature(sign(key)))
    expect(collect([...keys].reverse().map(sign), quorum)).toEqual(expected)
  })

  it('counts nobody twice', () => {
    const [one = '0x'] = keys
    expect(collect([sign(one), sign(one)], 2)).toBeNull()
  })

  it('leaves out strangers, other messages and what is no signature', () => {
    const stranger = sign(`0x${'77'.repeat(32)}`)
    const elsewhere = signDigest(keys[0] ?? '0x', `0x${'d2'.repeat(32)}`)
    const junk = ['0x', 'junk', `0x${'00'.repeat(65)}`] as Signature[]
    expect(collect([stranger, elsewhere, ...junk], 1)).toBeNull()
    expect(collect([stranger, ...junk, sign(keys[1] ?? '0x')], 1)).toHaveLength(1)
  })
})

it('keeps r, s and the parity', () => {
  const signatures = keys.map(sign)
  for (const signature of signatures) {
    const { r, vs } = compactSignature(signature)
    const [bytes, tail] = [fromHex(signature), fromHex(vs)]
    expect(r).toBe(signature.slice(0, 66))
    expect((tail[0] ?? 0) >> 7).toBe((bytes[64] ?? 0) - 27)
    tail[0] = (tail[0] ?? 0) & 0x7f
    expect(tail).toEqual(bytes.slice(32, 64))
  }
  // Both parities were among them.
  expect(new Set(signatures.map((signature) => signature.slice(-2))).size).toBe(2)
})
