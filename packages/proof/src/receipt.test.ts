import type { Account, Digest, JobId, LeaseId } from '@pumasi/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { receiptDigest, recoverSession, signReceipt } from './receipt.ts'
import type { Receipt } from './receipt.ts'
import {
  anyReceipt,
  domain,
  otherChain,
  otherLedger,
  receipt,
  session,
  sessionKey,
} from './testing/samples.ts'

const signed = signReceipt(receipt, domain, sessionKey)
const other = `0x${'9'.repeat(64)}`

/** One change for each field: the type holds the table complete. */
const changes: { [Field in keyof Receipt]: Receipt[Field] } = {
  jobId: other as JobId,
  unitIndex: 8,
  programHash: other as Digest,
  inputHash: other as Digest,
  outputHash: other as Digest,
  exitClass: 'trapped',
  fuel: 123_456_790n,
  rewriterVersion: 2,
  leaseId: other as LeaseId,
  account: other.slice(0, 42) as Account,
}

describe('a receipt', () => {
  it('names the session key that signed it', () => {
    expect(recoverSession(signed, domain)).toBe(session)
  })

  it.each(Object.entries(changes))('is broken by another %s', (field, value) => {
    const altered = { ...signed, receipt: { ...receipt, [field]: value } }
    expect(recoverSession(altered, domain)).not.toBe(session)
  })

  it.each([
    ['chain', otherChain],
    ['ledger', otherLedger],
  ])('is broken by another %s', (_, elsewhere) => {
    expect(recoverSession(signed, elsewhere)).not.toBe(session)
  })

  it('is signed the same way every time', () => {
    expect(signReceipt(receipt, domain, sessionKey)).toEqual(signed)
  })

  it('has a digest of its own', () => {
    fc.assert(
      fc.property(anyReceipt, anyReceipt, (a, b) => {
        const same = Object.keys(changes).every(
          (field) => a[field as keyof Receipt] === b[field as keyof Receipt],
        )
        expect(receiptDigest(a, domain) === receiptDigest(b, domain)).toBe(same)
      }),
    )
  })
})
