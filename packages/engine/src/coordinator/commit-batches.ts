/**
 * Brings the chain up to the store: commits every closed batch the ledger lacks, in order.
 *
 * Safe to repeat and to interrupt anywhere: the ledger takes each id once. A chain that is behind
 * (it lost blocks, or was begun anew) gets the missing batches again; one that contradicts the
 * store is refused with `LEDGER_CONTRADICTS` and nothing is written.
 */
import { GridError } from '@pumasi/domain'
import type { BatchContent } from '@pumasi/proof'
import type { CommitReport, Ledger, LedgerIdentity, Sanction } from '../ports/ledger.ts'
import type { BatchRecord, CommitRecord } from '../ports/batch-records.ts'
import { SAMPLE_DISTANCE } from '../audit/sample.ts'
import { fetchWords, signaturesOf } from './attest.ts'
import type { CommitTarget, Coordinator } from './context.ts'
import { findWaiting } from './find-waiting.ts'

/** Batches compared or committed in one step, so that memory stays bounded. */
const STRIDE = 100

/** A commit that the store has noted, with the time its batch was closed. */
export type NotedCommit = CommitReport & Pick<BatchRecord, 'closedAtMs'>

/** Compares all the ledger has with the store. @throws `LEDGER_CONTRADICTS` */
export async function assertLedgerAgrees(
  { store }: Pick<Coordinator, 'store'>,
  { ledger, identity }: CommitTarget,
): Promise<void> {
  const count = await ledger.fetchBatchCount()
  for (let from = 1; from <= count; from += STRIDE) {
    const to = Math.min(count, from + STRIDE - 1)
    const stored = await store.fetchBatches(from, to)
    const committed = await ledger.fetchBatches(from, to)
    for (const onChain of committed) {
      const ours = stored.find(({ id }) => id === onChain.id)
      const field = ours ? firstDifference(ours.content, onChain.header) : 'id'
      if (field !== null) throw contradiction(onChain.id, field, identity, ours)
      if (ours === undefined || (await store.hasCommit(onChain.id, onChain.txHash))) continue
      // Sent, but not noted before the coordinator ended: committing again finds the old commit.
      const report = await commit(ledger, onChain.id, ours.content)
      await store.insertCommit(toCommitRecord(report, identity))
    }
  }
}

/**
 * Commits what the ledger lacks and enough attestors signed; answers the new commits. The ledger's
 * newest batch is among them when it was sent but not noted, because the answer to the last attempt
 * never came.
 */
export async function commitBatches(
  { store }: Pick<Coordinator, 'store'>,
  target: CommitTarget,
): Promise<readonly NotedCommit[]> {
  const { ledger, identity } = target
  const reports: NotedCommit[] = []
  const note = async ({ id, content, closedAtMs }: BatchRecord, sanction?: Sanction) => {
    const report = await commit(ledger, id, content, sanction)
    await store.insertCommit(toCommitRecord(report, identity))
    reports.push({ ...report, closedAtMs })
  }
  const count = await ledger.fetchBatchCount()
  const [newest] = count === 0 ? [] : await ledger.fetchBatches(count, count)
  if (newest !== undefined && !(await store.hasCommit(count, newest.txHash))) {
    const [sent] = await store.fetchBatches(count, count)
    if (sent !== undefined) await note(sent)
  }
  while (reports.length < STRIDE) {
    const waiting = await findWaiting({ store }, target)
    if (waiting === null) break
    const signatures = signaturesOf({ ...waiting, words: await fetchWords({ store }, waiting) })
    if (signatures === null) break
    const { batchId: id, content, voided } = waiting.attestation
    await note({ id, content, closedAtMs: waiting.closedAtMs }, { voided, signatures })
  }
  return reports
}

/**
 * Commits one batch; a chain that makes blocks on demand gets the block that draws which of its
 * units are audited.
 */
async function commit(
  ledger: Ledger,
  id: number,
  content: BatchContent,
  sanction?: Sanction,
): Promise<CommitReport> {
  const report = await ledger.commitBatch(id, content, sanction)
  for (let block = 0; block < SAMPLE_DISTANCE; block += 1) await ledger.hastenBlock()
  return report
}

const toCommitRecord = (
  report: CommitReport,
  { address, chainId }: LedgerIdentity,
): CommitRecord => ({
  batchId: report.id,
  ledger: address,
  chainId,
  txHash: report.txHash,
  blockNumber: report.blockNumber,
  gasUsed: report.gasUsed,
  feeWei: report.feeWei,
  timing: report.timing,
  prev: report.header.prev,
  committedAt: report.header.committedAt,
})

const contentFields = [
  'unitsRoot',
  'creditsRoot',
  'dataHash',
  'rulesHash',
  'unitCount',
  'cumulativeCreditMicro',
] as const satisfies readonly (keyof BatchContent)[]

/** The first field in which two contents differ, or null. */
export const firstDifference = (a: BatchContent, b: BatchContent): keyof BatchContent | null =>
  contentFields.find((field) => a[field] !== b[field]) ?? null

function contradiction(
  id: number,
  field: string,
  { address, chainId }: LedgerIdentity,
  ours: BatchRecord | undefined,
): GridError {
  return new GridError(
    'LEDGER_CONTRADICTS',
    ours
      ? `found batch ${id} on the ledger with another ${field} than in the store`
      : `found batch ${id} on the ledger, which the store does not have`,
    {
      hint: 'This ledger belongs to other data: use the data directory it was made with, or another ledger.',
      details: { batchId: id, field, ledger: address, chainId },
    },
  )
}
