/**
 * LedgerDisputes: units of committed batches that somebody put a bond on, as the contract has them.
 *
 * Read only; repeating is safe. What a reorganisation took back is not open any more.
 * Errors: those of the ledger reader.
 */
import type { Account, Hex } from '@pumasi/domain'
import type { UnitLeaf } from '@pumasi/proof'

/** What a challenge takes, and who decides it. */
export interface DisputeTerms {
  readonly bondWei: bigint
  /** What rewards challengers who are right, a bond's worth each at the most. */
  readonly potWei: bigint
  /** Ascending. */
  readonly attestors: readonly Account[]
  /** Attestors who must have got the same; 0 on a ledger without challenges. */
  readonly rulingQuorum: number
  /** Seconds after its commit at which nothing can be ruled on a batch any more. */
  readonly horizonSeconds: number
}

/** A unit under challenge. */
export interface Challenge {
  readonly batchId: number
  /** Node of the challenged leaf. */
  readonly unit: Hex
  readonly challenger: Account
  /** Null when another contract brought the challenge, and hides it. */
  readonly leaf: UnitLeaf | null
}

/** How far a chain was read, and which: another one is read from its beginning. */
export interface ReadTo {
  readonly blockNumber: number
  readonly blockHash: Hex
}

export interface LedgerDisputes {
  fetchTerms(): Promise<DisputeTerms>
  /**
   * Open ones of those made after what was read before, null for nothing, and how far that is now:
   * some way back, where a reorganisation may still put what was seen. The newest are told again,
   * then; all of them are once a reorganisation took back more than that.
   */
  fetchChallenges(
    since: ReadTo | null,
  ): Promise<{ readonly challenges: readonly Challenge[]; readonly readTo: ReadTo | null }>
  isOpen(challenge: Pick<Challenge, 'batchId' | 'unit'>): Promise<boolean>
  /** Wei that an account may withdraw. */
  fetchWithdrawable(account: Account): Promise<bigint>
}
