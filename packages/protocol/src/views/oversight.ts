/** What people see of accounts, of one unit's life, and operators of what they did. */
import type { Account, Digest, ExitClass, LeaseId } from '@pumasi/domain'
import type { BatchView, TrustView, UnitView } from './grid.ts'

/** An account with all its hosts together. */
export interface AccountView {
  readonly account: Account
  readonly hosts: number
  /** Name of the host seen last; shown, never trusted. */
  readonly name: string
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly received: number
  readonly credited: number
  readonly refused: number
  readonly expired: number
  readonly returned: number
  readonly creditMicro: bigint
  /** How far it is trusted and why; null where trust never decided. */
  readonly trust: TrustView | null
  /** Why it gets no work by the rules, or null. */
  readonly suspended: string | null
  readonly blocked: {
    readonly reason: string
    readonly atMs: number
    /** Null for the bearer of the operator token. */
    readonly operator: Account | null
  } | null
}

export interface OperatorActionView {
  readonly id: number
  readonly atMs: number
  readonly operator: Account | null
  readonly deed: string
  readonly subject: string
  readonly reason: string | null
}

export interface LeaseView {
  readonly leaseId: LeaseId
  readonly account: Account
  readonly session: Account
  readonly state: 'active' | 'reported' | 'returned' | 'released' | 'expired'
  readonly grantedAtMs: number
  readonly expiresAtMs: number
  readonly reason: string | null
}

export interface ReceiptView {
  readonly leaseId: LeaseId
  readonly account: Account
  readonly acceptedAtMs: number
  readonly standing: 'pending' | 'credited' | 'refused'
  /** What it claims; hidden while its unit is open, so that nobody can copy an answer. */
  readonly claim: {
    readonly outputHash: Digest
    readonly exitClass: ExitClass
    readonly fuel: bigint
  } | null
  readonly refusal: { readonly code: string; readonly explanation: string } | null
  /** How far it has come where trust decides; null where a quorum does. */
  readonly trust: { readonly state: string; readonly reason: string } | null
  readonly creditMicro: bigint
}

/** All that happened to one unit, and where it is now. */
export interface UnitHistoryView {
  readonly unit: UnitView
  /** `decideWhereabouts` of the rules: a code, and the counts behind it. */
  readonly whereabouts: { readonly code: string } & Readonly<Record<string, unknown>>
  /** Votes that must agree; null where trust decides. */
  readonly quorum: number | null
  readonly leases: readonly LeaseView[]
  readonly receipts: readonly ReceiptView[]
  readonly batch: BatchView | null
}
