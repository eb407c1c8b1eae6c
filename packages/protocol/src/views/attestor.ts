/** What attestors are shown. */
import type { Account } from '@pumasi/domain'
import type { Attestation } from '@pumasi/proof'

/** An attestor's word on a batch: a signature, or a refusal with its reason. */
export interface WordView {
  readonly attestor: Account
  readonly refusal: string | null
}

/** The batch that waits for attestors; whoever signs asks the chain about all but the content. */
export interface WaitingBatchView extends Attestation {
  readonly closedAtMs: number
  readonly attestors: readonly Account[]
  /** Attestors who must sign. */
  readonly quorum: number
  readonly words: readonly WordView[]
}
