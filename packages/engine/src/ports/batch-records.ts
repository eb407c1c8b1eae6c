/** What the store keeps of a batch: its content, its commit, what attestors said of it. */
import type { Account, Hex } from '@pumasi/domain'
import type { BatchContent, Signature } from '@pumasi/proof'
import type { CommitTiming } from './ledger.ts'

export interface BatchRecord {
  readonly id: number
  readonly content: BatchContent
  readonly closedAtMs: number
}

/** How a batch came onto a chain; a chain that lost it gets another. */
export interface CommitRecord {
  readonly batchId: number
  readonly ledger: Account
  readonly chainId: bigint
  readonly txHash: Hex
  readonly blockNumber: number
  readonly gasUsed: bigint
  /** What the committer paid, a rollup's share for the chain below included; null when not kept. */
  readonly feeWei: bigint | null
  /** Null when whoever noted it had not sent it. */
  readonly timing: CommitTiming | null
  readonly prev: Hex
  readonly committedAt: number
}

/** An attestor's last word on a batch. */
export interface AttestationRecord {
  readonly batchId: number
  readonly attestor: Account
  /** What it spoke of: the attestation's digest. At another place in history it is another one. */
  readonly attestation: Hex
  /** Of the attestation, or of its refusal. */
  readonly signature: Signature
  /** Why it was refused; null for an attestation. */
  readonly refusal: string | null
  readonly receivedAtMs: number
}
