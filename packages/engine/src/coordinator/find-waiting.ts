/**
 * The batch whose turn it is: the first one closed that the ledger lacks, and what is signed of it.
 *
 * At most one batch waits at a time: an attestation names the header before, which is known only
 * once that one is in a block.
 */
import { attestationDigest } from '@pumasi/proof'
import type { Attestation } from '@pumasi/proof'
import type { Hex } from '@pumasi/domain'
import type { Staff } from '../ports/ledger.ts'
import type { CommitTarget, Coordinator } from './context.ts'

export interface WaitingBatch {
  readonly attestation: Attestation
  /** What attestors sign. */
  readonly digest: Hex
  readonly staff: Staff
  readonly closedAtMs: number
}

/** Null when the ledger has every batch that is closed, and while a void is not healed. */
export async function findWaiting(
  { store }: Pick<Coordinator, 'store'>,
  { ledger, identity }: CommitTarget,
): Promise<WaitingBatch | null> {
  const count = await ledger.fetchBatchCount()
  const [next] = await store.fetchBatches(count + 1, count + 1)
  if (next === undefined) return null
  const [newest] = count === 0 ? [] : await ledger.fetchBatches(count, count)
  const [staff, voided] = await Promise.all([ledger.fetchStaff(), ledger.fetchLastVoided()])
  // A commit that says it has heard of a void makes the contract take its table for sound.
  if (voided !== ((await store.fetchHealed()).at(-1) ?? 0)) return null
  const { id: batchId, content, closedAtMs } = next
  const attestation = { batchId, content, voided, prev: newest?.digest ?? identity.genesis }
  const { chainId, address } = identity
  const digest = attestationDigest(attestation, { chainId, ledger: address })
  return { attestation, digest, staff, closedAtMs }
}
