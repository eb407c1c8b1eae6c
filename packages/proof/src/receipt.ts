/**
 * Receipt: a host's signed claim that one execution of one unit ended in one way.
 *
 * In: the claim, a session key's signature, the domain of one ledger. Out: a digest, a verdict.
 * Invariants: every field is signed; changing any field, the chain or the ledger breaks the
 * signature (receipt.test.ts).
 */
import { exitClasses } from '@pumasi/domain'
import type { Account, Digest, ExitClass, Hex, JobId, LeaseId } from '@pumasi/domain'
import { recoverSigner, signDigest } from './signature.ts'
import type { Signature } from './signature.ts'
import { signingDigest, typeString } from './typed-data.ts'
import type { Fields, SigningDomain } from './typed-data.ts'
import { keccakText } from './words.ts'

export interface Receipt {
  readonly jobId: JobId
  readonly unitIndex: number
  readonly programHash: Digest
  readonly inputHash: Digest
  readonly outputHash: Digest
  readonly exitClass: ExitClass
  readonly fuel: bigint
  readonly rewriterVersion: number
  readonly leaseId: LeaseId
  /** The wallet that earns the credit; the signing session key acts under its delegation. */
  readonly account: Account
}

export interface SignedReceipt {
  readonly receipt: Receipt
  readonly signature: Signature
}

/** The struct as EIP-712 sees it; `exitClass` is its position in `exitClasses`. */
export const receiptFields = [
  ['bytes32', 'jobId'],
  ['uint64', 'unitIndex'],
  ['bytes32', 'programHash'],
  ['bytes32', 'inputHash'],
  ['bytes32', 'outputHash'],
  ['uint8', 'exitClass'],
  ['uint64', 'fuel'],
  ['uint32', 'rewriterVersion'],
  ['bytes32', 'leaseId'],
  ['address', 'account'],
] as const satisfies Fields

const receiptTypeHash = keccakText(typeString('Receipt', receiptFields))

/** The 32 bytes a session key signs. */
export const receiptDigest = (receipt: Receipt, domain: SigningDomain): Hex =>
  signingDigest(domain, receiptTypeHash, [
    receipt.jobId,
    receipt.unitIndex,
    receipt.programHash,
    receipt.inputHash,
    receipt.outputHash,
    exitClasses.indexOf(receipt.exitClass),
    receipt.fuel,
    receipt.rewriterVersion,
    receipt.leaseId,
    receipt.account,
  ])

/** Signs a receipt with a session key. */
export const signReceipt = (
  receipt: Receipt,
  domain: SigningDomain,
  sessionKey: Hex,
): SignedReceipt => ({ receipt, signature: signDigest(sessionKey, receiptDigest(receipt, domain)) })

/** The session key that signed, or null for a signature that is none. */
export const recoverSession = (
  { receipt, signature }: SignedReceipt,
  domain: SigningDomain,
): Account | null => recoverSigner(receiptDigest(receipt, domain), signature)
