import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, Hex, JobId, LeaseId } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { recoverChallenged, signChallenge } from './challenge.ts'
import { receiptDigest, recoverSession } from './receipt.ts'
import type { Receipt } from './receipt.ts'
import { accountOfKey, recoverSigner } from './signature.ts'

const digest = (text: string) => digestOf(utf8(text))
const key: Hex = digest('a session key')
const session = accountOfKey(key)
const domain = { chainId: 31337n, ledger: `0x${'a1'.repeat(20)}` as Account }
const challenge: Hex = digest('some bytes')

test('an answer names the session key that gave it, for these bytes and this ledger only', () => {
  const signature = signChallenge(challenge, domain, key)
  expect(recoverChallenged(challenge, signature, domain)).toBe(session)
  expect(recoverChallenged(digest('other bytes'), signature, domain)).not.toBe(session)
  expect(recoverChallenged(challenge, signature, { ...domain, chainId: 1n })).not.toBe(session)
  expect(recoverChallenged(challenge, '0x', domain)).toBe(null)
})

test('a coordinator that asks for the digest of an invented receipt does not get a receipt', () => {
  const invented: Receipt = {
    jobId: digest('job') as string as JobId,
    unitIndex: 0,
    programHash: digest('program'),
    inputHash: digest('input'),
    outputHash: digest('output'),
    exitClass: 'exited',
    fuel: 1_000_000n,
    rewriterVersion: 1,
    leaseId: digest('lease') as string as LeaseId,
    account: session,
  }
  const asked = receiptDigest(invented, domain)
  const signature = signChallenge(asked, domain, key)
  expect(recoverSession({ receipt: invented, signature }, domain)).not.toBe(session)
  expect(recoverSigner(asked, signature)).not.toBe(session)
})
