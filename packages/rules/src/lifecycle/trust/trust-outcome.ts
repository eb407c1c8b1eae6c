/** What a batch's fold came to: what became of receipts, units and accounts. */
import type { Account, Hex } from '@pumasi/domain'
import type { Receipt } from '@pumasi/proof'
import type { AccountTrust } from '../../policy/trust/account-trust.ts'
import type { Verdict } from '../../policy/quorum.ts'
import type { UnitKey } from '../unit-key.ts'
import type { HeldReceipt, OverruledUnit } from './held-receipt.ts'

/** What became of a sealed receipt. */
export type Fate =
  | { readonly kind: 'credited' }
  /** Agreed, but reported while its account worked off a failed check. */
  | { readonly kind: 'unpaid' }
  | { readonly kind: 'refuted'; readonly verdict: Verdict }
  | { readonly kind: 'void' }
  /** Its unit was given up, or believed under another rewriter: neither for nor against. */
  | { readonly kind: 'dropped' }

/** Whether a receipt had part in the belief in its unit. */
export const hasAgreed = ({ kind }: Fate): boolean => kind === 'credited' || kind === 'unpaid'

export interface DecidedReceipt {
  readonly receipt: HeldReceipt
  readonly fate: Fate
  readonly reason: string
}

export interface BelievedUnit extends UnitKey {
  readonly verdict: Verdict
  readonly by: 'agreement' | 'vesting'
}

/** What a bundle lists that cannot be; the receipt is passed over. */
export interface TrustFault {
  readonly code:
    | 'SEED_MISSING'
    | 'SEALED_TWICE'
    | 'SEALED_FOR_NOTHING'
    | 'SEALED_UNASKED'
    | 'RECEIPT_HIDDEN'
    | 'SETTLED_LATE'
  readonly unit: UnitKey | null
  readonly account: Account | null
}

export interface TrustOutcome {
  readonly believed: readonly BelievedUnit[]
  /** Receipts that earn credit, in the order of their leaves. */
  readonly credited: readonly Receipt[]
  /** Digests of the receipts whose contents the batch must show. */
  readonly opened: readonly Hex[]
  readonly decided: readonly DecidedReceipt[]
  /** Receipts that were sealed or changed their state, and are still undecided. */
  readonly held: readonly HeldReceipt[]
  /** Units that another account is to run now. */
  readonly checks: readonly UnitKey[]
  /** Units whose receipts are void: they begin anew. */
  readonly again: readonly UnitKey[]
  /** Units given up because nobody agreed. */
  readonly failed: readonly UnitKey[]
  /** Units that were believed until a ruling. */
  readonly overruled: readonly OverruledUnit[]
  /** New records, and what the last event of each was, in words. */
  readonly accounts: ReadonlyMap<Account, { readonly trust: AccountTrust; readonly reason: string }>
  readonly faults: readonly TrustFault[]
}
