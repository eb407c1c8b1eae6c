/** Values to sign and hash in tests. The keys are of no value anywhere. */
import { exitClasses, toHex } from '@pumasi/domain'
import type { Account, Digest, Hex, JobId, LeaseId } from '@pumasi/domain'
import fc from 'fast-check'
import type { CreditLeaf, UnitLeaf } from '../leaf.ts'
import type { Receipt } from '../receipt.ts'
import { accountOfKey } from '../signature.ts'
import type { SigningDomain } from '../typed-data.ts'

const word = (digit: string): string => `0x${digit.repeat(64)}`

export const walletKey: Hex = `0x${'11'.repeat(32)}`
export const sessionKey: Hex = `0x${'22'.repeat(32)}`
export const wallet = accountOfKey(walletKey)
export const session = accountOfKey(sessionKey)

export const domain: SigningDomain = {
  chainId: 31_337n,
  ledger: `0x${'1e'.repeat(20)}` as Account,
}
export const otherChain: SigningDomain = { ...domain, chainId: 1n }
export const otherLedger: SigningDomain = { ...domain, ledger: `0x${'2e'.repeat(20)}` as Account }

export const receipt: Receipt = {
  jobId: word('a') as JobId,
  unitIndex: 7,
  programHash: word('b') as Digest,
  inputHash: word('c') as Digest,
  outputHash: word('d') as Digest,
  exitClass: 'exited',
  fuel: 123_456_789n,
  rewriterVersion: 1,
  leaseId: word('e') as LeaseId,
  account: wallet,
}

export const hexOf = (bytes: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(toHex)
const uint = (bits: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: 2n ** bits - 1n })
const account = hexOf(20) as fc.Arbitrary<Account>
const digest = hexOf(32) as fc.Arbitrary<Digest>

export const anyReceipt: fc.Arbitrary<Receipt> = fc.record({
  jobId: hexOf(32) as fc.Arbitrary<JobId>,
  unitIndex: fc.maxSafeNat(),
  programHash: digest,
  inputHash: digest,
  outputHash: digest,
  exitClass: fc.constantFrom(...exitClasses),
  fuel: uint(64n),
  rewriterVersion: fc.nat(),
  leaseId: hexOf(32) as fc.Arbitrary<LeaseId>,
  account,
})

export const anyUnitLeaf: fc.Arbitrary<UnitLeaf> = fc.record({
  jobId: hexOf(32) as fc.Arbitrary<JobId>,
  unitIndex: fc.maxSafeNat(),
  index: fc.maxSafeNat(),
  programHash: digest,
  inputHash: digest,
  outputHash: digest,
  fuel: uint(64n),
  account,
  creditMicro: uint(128n),
})

export const anyCreditLeaf: fc.Arbitrary<CreditLeaf> = fc.record({
  account,
  cumulativeCreditMicro: uint(128n),
})
