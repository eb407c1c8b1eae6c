/**
 * Revocations: a wallet that raises its epoch on the ledger ends every delegation of a lower one.
 *
 * In: a delegation, a time, the raises with the times of their blocks. Out: why it does not hold
 * then, or null. Coordinators learn of a raise a little after its block, and their clocks may
 * differ from the chain's: within the grace on either side of a block both epochs hold, so that
 * whoever judges later never finds wrong what could not be known (revocation.test.ts).
 */
import type { Account } from '@pumasi/domain'
import type { Delegation } from './delegation.ts'

/** Seconds within which everybody has heard of a revocation. */
export const REVOCATION_GRACE_S = 900

/** One raise of an account's epoch. */
export interface Revocation {
  readonly account: Account
  /** The lowest epoch that holds from then on. */
  readonly epoch: number
  /** Time of its block, Unix seconds. */
  readonly revokedAt: number
}

/** All raises by account. */
export type Revocations = ReadonlyMap<Account, readonly Revocation[]>

export type EpochFault = 'DELEGATION_REVOKED' | 'DELEGATION_NOT_YET_VALID'

/** Compares with the epoch an account has now. */
export const epochFaultNow = ({ epoch }: Delegation, now: number): EpochFault | null =>
  epoch === now ? null : epoch < now ? 'DELEGATION_REVOKED' : 'DELEGATION_NOT_YET_VALID'

/** Judges a delegation at a time in Unix seconds, once all is known. */
export function epochFaultAt(
  { account, epoch }: Delegation,
  atSeconds: number,
  revocations: Revocations,
): EpochFault | null {
  const reached = (seconds: number): number =>
    (revocations.get(account) ?? [])
      .filter(({ revokedAt }) => revokedAt <= seconds)
      .reduce((highest, raise) => Math.max(highest, raise.epoch), 0)
  if (reached(atSeconds - REVOCATION_GRACE_S) > epoch) return 'DELEGATION_REVOKED'
  return reached(atSeconds + REVOCATION_GRACE_S) < epoch ? 'DELEGATION_NOT_YET_VALID' : null
}
