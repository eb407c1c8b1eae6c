/**
 * Oversight: what operators did, and whom they keep out.
 *
 * What was done is appended and never changed or deleted; a resolved write survives kill -9.
 * Blocking and lifting a block are safe to repeat. Every adapter passes the conformance suite of
 * the store room.
 */
import type { Account } from '@pumasi/domain'

/** What an operator can do, each by its name on the wire. */
export type OperatorDeed =
  | 'job.submit'
  | 'job.cancel'
  | 'job.pause'
  | 'job.resume'
  | 'job.prioritise'
  | 'job.delete'
  | 'account.block'
  | 'account.unblock'
  | 'ledger.retry'

export interface OperatorAction {
  /** Order of the log, from 1. */
  readonly id: number
  readonly atMs: number
  /** Null for the bearer of the operator token. */
  readonly operator: Account | null
  readonly deed: OperatorDeed
  /** A job's id, an account, or what the deed was about otherwise. */
  readonly subject: string
  /** In the operator's words, or null where none is asked for. */
  readonly reason: string | null
}

/** An account that gets no work until the block is lifted. */
export interface AccountBlock {
  readonly account: Account
  readonly reason: string
  readonly atMs: number
  readonly operator: Account | null
}

export interface Oversight {
  appendAction(action: Omit<OperatorAction, 'id'>): Promise<void>
  /** Newest first, of those with an id below `before`. */
  fetchActions(query: {
    readonly before?: number
    readonly limit: number
  }): Promise<readonly OperatorAction[]>
  /** False when it is blocked already; the first reason stays. */
  blockAccount(block: AccountBlock): Promise<boolean>
  /** False when it was not blocked. */
  unblockAccount(account: Account): Promise<boolean>
}
