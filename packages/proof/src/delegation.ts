/**
 * Delegation: a wallet's one signature that lets a session key sign receipts for it.
 *
 * In: the grant, the wallet's signature, the domain of one ledger. Out: a digest, a verdict.
 * Invariant: a delegation never allows what its scope, its time window or its epoch does not
 * (delegation.test.ts).
 */
import type { Account, Digest, Hex, JobId } from '@pumasi/domain'
import { recoverSigner, signDigest } from './signature.ts'
import type { RecoverSigner, Signature } from './signature.ts'
import { composeTypedData, signingDigest, typeString } from './typed-data.ts'
import type { Fields, SigningDomain, TypedData } from './typed-data.ts'
import { keccakText } from './words.ts'

/** Every job; any other scope is the id of the one job allowed. */
export const scopeEveryJob = `0x${'00'.repeat(32)}` as Digest

export interface Delegation {
  /** The wallet that grants and earns. */
  readonly account: Account
  /** The key that may sign receipts. */
  readonly session: Account
  readonly scope: Digest | JobId
  /** Unix seconds, inclusive. */
  readonly notBefore: number
  /** Unix seconds, exclusive. */
  readonly expiresAt: number
  /** A wallet that raises its epoch on the ledger revokes every delegation of lower epochs. */
  readonly epoch: number
}

export interface SignedDelegation {
  readonly delegation: Delegation
  readonly signature: Signature
}

export const delegationFields = [
  ['address', 'account'],
  ['address', 'session'],
  ['bytes32', 'scope'],
  ['uint64', 'notBefore'],
  ['uint64', 'expiresAt'],
  ['uint64', 'epoch'],
] as const satisfies Fields

const delegationTypeHash = keccakText(typeString('Delegation', delegationFields))

/** The 32 bytes a wallet signs. */
export const delegationDigest = (grant: Delegation, domain: SigningDomain): Hex =>
  signingDigest(domain, delegationTypeHash, [
    grant.account,
    grant.session,
    grant.scope,
    grant.notBefore,
    grant.expiresAt,
    grant.epoch,
  ])

/** The same for a wallet that shows what it signs (`eth_signTypedData_v4`). */
export const delegationTypedData = (grant: Delegation, domain: SigningDomain): TypedData =>
  composeTypedData(domain, 'Delegation', delegationFields, { ...grant })

/** Signs a delegation with the wallet's key. */
export const signDelegation = (
  delegation: Delegation,
  domain: SigningDomain,
  walletKey: Hex,
): SignedDelegation => ({
  delegation,
  signature: signDigest(walletKey, delegationDigest(delegation, domain)),
})

/** Why a delegation does not allow a receipt. */
export type DelegationFault = WindowFault | 'DELEGATION_OUT_OF_SCOPE'
/** Why a delegation does not hold at a time. */
export type WindowFault = 'DELEGATION_NOT_YET_VALID' | 'DELEGATION_EXPIRED'

/** True when the wallet itself signed the grant. */
export const verifyDelegation = (
  { delegation, signature }: SignedDelegation,
  domain: SigningDomain,
  recover: RecoverSigner = recoverSigner,
): boolean => recover(delegationDigest(delegation, domain), signature) === delegation.account

/** Checks the window of a delegation at a time in Unix seconds; null means that it holds. */
export function windowFaultAt(
  { notBefore, expiresAt }: Delegation,
  atSeconds: number,
): WindowFault | null {
  if (atSeconds < notBefore) return 'DELEGATION_NOT_YET_VALID'
  return atSeconds >= expiresAt ? 'DELEGATION_EXPIRED' : null
}

/** Checks window and scope of a delegation whose signature is known to be good. */
export function delegationFaultAt(
  delegation: Delegation,
  atSeconds: number,
  jobId: JobId,
): DelegationFault | null {
  const fault = windowFaultAt(delegation, atSeconds)
  if (fault !== null) return fault
  const { scope } = delegation
  return scope === scopeEveryJob || scope === jobId ? null : 'DELEGATION_OUT_OF_SCOPE'
}
