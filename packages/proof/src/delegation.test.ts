import type { Account, Digest, JobId } from '@pumasi/domain'
import { describe, expect, it } from 'vitest'
import {
  delegationFaultAt,
  scopeEveryJob,
  signDelegation,
  verifyDelegation,
  windowFaultAt,
} from './delegation.ts'
import type { Delegation } from './delegation.ts'
import {
  domain,
  otherChain,
  otherLedger,
  session,
  sessionKey,
  wallet,
  walletKey,
} from './testing/samples.ts'

const job = `0x${'a'.repeat(64)}` as JobId
const otherJob = `0x${'b'.repeat(64)}` as JobId
const grant: Delegation = {
  account: wallet,
  session,
  scope: scopeEveryJob,
  notBefore: 1_000,
  expiresAt: 2_000,
  epoch: 0,
}
const signed = signDelegation(grant, domain, walletKey)

const changes: { [Field in keyof Delegation]: Delegation[Field] } = {
  account: session,
  session: wallet,
  scope: otherJob,
  notBefore: 999,
  expiresAt: 2_001,
  epoch: 1,
}

describe('verifyDelegation', () => {
  it("believes the wallet's own signature", () => {
    expect(verifyDelegation(signed, domain)).toBe(true)
  })

  it.each(Object.entries(changes))('does not believe another %s', (field, value) => {
    const altered = { ...signed, delegation: { ...grant, [field]: value } }
    expect(verifyDelegation(altered, domain)).toBe(false)
  })

  it('does not believe a session key that grants itself', () => {
    expect(verifyDelegation(signDelegation(grant, domain, sessionKey), domain)).toBe(false)
  })

  it('does not believe an account written in capitals, which names nobody here', () => {
    const capitals = `0x${wallet.slice(2).toUpperCase()}` as Account
    const altered = signDelegation({ ...grant, account: capitals }, domain, walletKey)
    expect(verifyDelegation(altered, domain)).toBe(false)
  })

  it.each([
    ['chain', otherChain],
    ['ledger', otherLedger],
  ])('does not believe it on another %s', (_, elsewhere) => {
    expect(verifyDelegation(signed, elsewhere)).toBe(false)
  })
})

describe('window and scope', () => {
  it.each<[number, Digest | JobId, string | null]>([
    [999, scopeEveryJob, 'DELEGATION_NOT_YET_VALID'],
    [1_000, scopeEveryJob, null],
    [1_999, scopeEveryJob, null],
    [2_000, scopeEveryJob, 'DELEGATION_EXPIRED'],
    [1_500, job, null],
    [1_500, otherJob, 'DELEGATION_OUT_OF_SCOPE'],
    [2_000, otherJob, 'DELEGATION_EXPIRED'],
  ])('at %i with scope %s: %s', (at, scope, fault) => {
    expect(delegationFaultAt({ ...grant, scope }, at, job)).toBe(fault)
  })

  it('allows nothing when the window is empty', () => {
    const empty = { ...grant, expiresAt: grant.notBefore }
    for (const at of [999, 1_000, 1_001]) expect(windowFaultAt(empty, at)).not.toBeNull()
  })
})
