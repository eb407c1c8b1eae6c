import type { Digest, Root } from '@pumasi/domain'
import { expect, it } from 'vitest'
import { attestationDigest, recoverAttestor, signAttestation } from './attestation.ts'
import type { Attestation } from './attestation.ts'
import { accountOfKey } from './signature.ts'
import { domain, otherChain, otherLedger, walletKey } from './testing/samples.ts'

const word = (digit: string): `0x${string}` => `0x${digit.repeat(64)}`
const attestation: Attestation = {
  batchId: 3,
  prev: word('1'),
  content: {
    unitsRoot: word('2') as Root,
    creditsRoot: word('3') as Root,
    dataHash: word('4') as Digest,
    rulesHash: word('5') as Digest,
    unitCount: 7,
    cumulativeCreditMicro: 1_000n,
  },
  voided: 2,
}
const { content } = attestation

it('names its attestor', () => {
  const signature = signAttestation(attestation, domain, walletKey)
  expect(recoverAttestor(attestation, signature, domain)).toBe(accountOfKey(walletKey))
})

it.each<[string, Partial<Attestation>]>([
  ['batch', { batchId: 4 }],
  ['place in history', { prev: word('9') }],
  ['units', { content: { ...content, unitsRoot: word('9') as Root } }],
  ['credits', { content: { ...content, creditsRoot: word('9') as Root } }],
  ['bundle', { content: { ...content, dataHash: word('9') as Digest } }],
  ['rules', { content: { ...content, rulesHash: word('9') as Digest } }],
  ['number of units', { content: { ...content, unitCount: 8 } }],
  ['total', { content: { ...content, cumulativeCreditMicro: 1_001n } }],
  ['void', { voided: 0 }],
])('holds for no other %s', (_, change) => {
  const other = { ...attestation, ...change }
  expect(attestationDigest(other, domain)).not.toBe(attestationDigest(attestation, domain))
})

it.each([otherChain, otherLedger])('holds for no other ledger: %o', (other) => {
  expect(attestationDigest(attestation, other)).not.toBe(attestationDigest(attestation, domain))
})
