import type { Digest } from '@pumasi/domain'
import { expect, it } from 'vitest'
import { outcomeDigest, recoverRuler, signOutcome } from './ruling.ts'
import type { Outcome } from './ruling.ts'
import { accountOfKey } from './signature.ts'
import { domain, otherChain, otherLedger, walletKey } from './testing/samples.ts'

const word = (digit: string): `0x${string}` => `0x${digit.repeat(64)}`
const outcome: Outcome = { unit: word('1'), outputHash: word('2') as Digest, fuel: 5n }

it('names who ran the unit', () => {
  const signature = signOutcome(outcome, domain, walletKey)
  expect(recoverRuler(outcome, signature, domain)).toBe(accountOfKey(walletKey))
})

it.each<[string, Partial<Outcome>]>([
  ['unit', { unit: word('9') }],
  ['output', { outputHash: word('9') as Digest }],
  ['fuel', { fuel: 6n }],
])('holds for no other %s', (_, change) => {
  expect(outcomeDigest({ ...outcome, ...change }, domain)).not.toBe(outcomeDigest(outcome, domain))
})

it.each([otherChain, otherLedger])('holds for no other ledger: %o', (other) => {
  expect(outcomeDigest(outcome, other)).not.toBe(outcomeDigest(outcome, domain))
})
