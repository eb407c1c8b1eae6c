/** What a page may ask a chain, and what comes back. */
import type { Proposal } from '@pumasi/chain/proposals'
import type { Account, GridErrorShape, Hex } from '@pumasi/domain'
import type { BatchExamination, ExamineProgress } from '@pumasi/engine'
import type { ActionReport, CreditStanding, LedgerAccount, LedgerIdentity } from '@pumasi/engine'
import type { ProofFile, ProofStep } from '@pumasi/proof'

/** A node, and a ledger on its chain, that the visitor trusts. */
export interface ChainPlace {
  readonly rpcUrl: string
  readonly ledger: string
}

/** An account's credit on the chain, and the sync that would raise it. */
export interface SyncOutlook extends CreditStanding {
  readonly identity: LedgerIdentity
  /** Null when a sync would change nothing. */
  readonly proposal: Proposal | null
}

/** An account's epoch, and the transaction that raises it. */
export interface Revoking {
  readonly epoch: number
  readonly proposal: Proposal
}

/** By name: what is asked, and what comes back. */
export interface Questions {
  /** Does this proof hold? */
  readonly proof: {
    readonly ask: { readonly file: ProofFile }
    readonly answer: readonly ProofStep[]
  }
  /** Does this batch hold, by itself? `mirror` is where any copy of its data is. */
  readonly batch: {
    readonly ask: { readonly batchId: number; readonly mirror: string }
    readonly answer: BatchExamination
  }
  /** What would a sync do for this account? */
  readonly credit: { readonly ask: { readonly account: Account }; readonly answer: SyncOutlook }
  /** What is this account on the ledger of that chain? */
  readonly account: {
    readonly ask: { readonly account: Account; readonly chainId: bigint }
    readonly answer: LedgerAccount
  }
  /** What would it take this account to end its session keys? */
  readonly revocation: { readonly ask: { readonly account: Account }; readonly answer: Revoking }
  /** In which block is this transaction? */
  readonly receipt: { readonly ask: { readonly txHash: Hex }; readonly answer: ActionReport }
}

export type QuestionName = keyof Questions

export type Question = {
  readonly [Name in QuestionName]: { readonly name: Name; readonly place: ChainPlace } & {
    readonly ask: Questions[Name]['ask']
  }
}[QuestionName]

/** What the thread posts last: the answer, or why there is none. */
export type Answer = { readonly answer: unknown } | { readonly error: GridErrorShape }

/** What it may post before. */
export interface Progress {
  readonly progress: ExamineProgress
}
