import type { Account, Hex } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { refusalDigest } from './refusal.ts'
import { accountOfKey, recoverSigner, signDigest } from './signature.ts'

const key: Hex = `0x${'a1'.repeat(32)}`
const attestation: Hex = `0x${'0b'.repeat(32)}`
const domain = { chainId: 31_337n, ledger: `0x${'1e'.repeat(20)}` as Account }

test('tells who refused', () => {
  const digest = refusalDigest(attestation, 'OUTPUT_DIFFERS at unit 7', domain)
  expect(recoverSigner(digest, signDigest(key, digest))).toBe(accountOfKey(key))
})

test.each([
  ['another batch', refusalDigest(`0x${'0c'.repeat(32)}`, 'no', domain)],
  ['another reason', refusalDigest(attestation, 'yes', domain)],
  ['another chain', refusalDigest(attestation, 'no', { ...domain, chainId: 1n })],
  ['the attestation itself', attestation],
])('is another digest for %s', (_, other) => {
  expect(refusalDigest(attestation, 'no', domain)).not.toBe(other)
})
