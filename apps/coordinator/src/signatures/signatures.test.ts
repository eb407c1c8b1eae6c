import { keysOf } from '@pumasi/engine/testing'
import type { Account, Digest, JobId, LeaseId } from '@pumasi/domain'
import { receiptDigest, signReceipt } from '@pumasi/proof'
import type { Receipt } from '@pumasi/proof'
import { afterAll, expect, test } from 'vitest'
import { domain } from '../testing/test-coordinator.ts'
import { startSignatures } from './signatures.ts'

const thread = startSignatures()
afterAll(() => thread.stop())

const word = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
const makeReceipt = (n: number, account: Account): Receipt => ({
  jobId: word(1) as JobId,
  unitIndex: n,
  programHash: word(2) as Digest,
  inputHash: word(3) as Digest,
  outputHash: word(4) as Digest,
  exitClass: 'exited',
  fuel: 2n ** 62n,
  rewriterVersion: 1,
  leaseId: word(n) as LeaseId,
  account,
})

test('receipts come back with what was signed by whom, each in its place, nobody for a bad one', async () => {
  const hosts = ['a', 'b', 'c'].map(keysOf)
  const signed = Array.from({ length: 120 }, (_, n) => {
    const { account, sessionKey } = hosts[n % 3] ?? keysOf('none')
    const one = signReceipt(makeReceipt(n, account), domain, sessionKey)
    return n === 70 ? { ...one, signature: '0x' as typeof one.signature } : one
  })
  const expected = signed.map(({ receipt }, n) => ({
    digest: receiptDigest(receipt, domain),
    session: n === 70 ? null : hosts[n % 3]?.session,
  }))
  expect(await thread.readSignings(signed, domain)).toEqual(expected)
  expect(await thread.readSignings([], domain)).toEqual([])
})

test('a thread that was stopped is started again with the next question', async () => {
  const { account, session, sessionKey } = keysOf('a')
  const signed = [signReceipt(makeReceipt(1, account), domain, sessionKey)]
  await thread.stop()
  expect(await thread.readSignings(signed, domain)).toMatchObject([{ session }])
})
