/** What the chain says of commits beside their headers: who attested, what it took, the state. */
import type { BatchStanding, CommitWitness, LedgerOffice, LedgerReader } from '../ports/ledger.ts'
import type { Hex } from '@pumasi/domain'

export interface WitnessedCommit extends BatchStanding {
  readonly batchId: number
  readonly txHash: Hex
  readonly blockNumber: number
  /** Block time, Unix seconds. */
  readonly committedAt: number
  /** Null when the node does not keep the transaction. */
  readonly witness: CommitWitness | null
}

/** Questions under way at a time. */
const STRIDE = 16

/** Batches `from` to `to`, in order. @throws what the ledger reader throws */
export async function witnessCommits(
  ledger: LedgerReader & LedgerOffice,
  from: number,
  to: number,
): Promise<readonly WitnessedCommit[]> {
  const commits: WitnessedCommit[] = []
  for (let at = from; at <= to; at += STRIDE) {
    const batches = await ledger.fetchBatches(at, Math.min(to, at + STRIDE - 1))
    const told = batches.map(async (batch) => {
      const [standing, witness] = await Promise.all([
        ledger.fetchStanding(batch),
        ledger.fetchWitness(batch),
      ])
      const { id: batchId, txHash, blockNumber, header } = batch
      const { committedAt } = header
      return { batchId, txHash, blockNumber, committedAt, ...standing, witness }
    })
    commits.push(...(await Promise.all(told)))
  }
  return commits
}
