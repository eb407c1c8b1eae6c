/**
 * Ledger over JSON-RPC. A batch id is written once, whatever happens between sending and hearing of
 * it: the contract takes ids in order only, and an id that is taken is compared, never sent again.
 */
import { GridError, isGridError } from '@pumasi/domain'
import type { CommitReport, Ledger } from '@pumasi/engine'
import type { BatchContent } from '@pumasi/proof'
import { encodeCommit } from './contract.ts'
import { openAccess } from './reader.ts'
import type { LedgerAccess, LedgerLocation } from './reader.ts'
import { createSender } from './sender.ts'
import type { Sender } from './sender.ts'

export interface LedgerSigner extends LedgerLocation {
  /** Key of the ledger's committer. */
  readonly privateKey: string
  /** Time a commit may take to get into a block; two minutes by default. */
  readonly waitMs?: number
}

/** A ledger to write to. @throws `CHAIN_BAD_URL`, `CHAIN_BAD_KEY`, `BAD_HEX` */
export function openLedger({ privateKey, waitMs = 120_000, ...location }: LedgerSigner): Ledger {
  const access = openAccess(location)
  const sender = createSender(access.node, privateKey, waitMs)
  let queue: Promise<unknown> = Promise.resolve()
  return {
    identify: access.identify,
    fetchBatchCount: access.fetchBatchCount,
    fetchBatches: access.fetchBatches,
    commitBatch: (id, content) => {
      const commit = queue.then(() => commitOnce(access, sender, id, content))
      queue = commit.catch(() => undefined) // one at a time: they share a nonce
      return commit
    },
  }
}

async function commitOnce(
  access: LedgerAccess,
  sender: Sender,
  id: number,
  content: BatchContent,
): Promise<CommitReport> {
  const taken = async (): Promise<boolean> => (await access.fetchBatchCount()) >= id
  if (await taken()) return reportOf(access, id, content)
  // An earlier life of this process may have sent it, or another coordinator.
  const nonce = await sender.settle()
  const count = await access.fetchBatchCount()
  if (count >= id) return reportOf(access, id, content)
  if (id !== count + 1) throw outOfOrder(id, count)
  await requireCommitter(access, sender)
  try {
    const { txHash, wait } = await sender.send(access.address, encodeCommit(id, content), nonce)
    const { succeeded, blockNumber } = await wait()
    if (!succeeded) throw reverted(id, txHash)
    access.remember(id, blockNumber)
  } catch (error) {
    // Somebody with the same key may have been first; then the id decides, not the transaction.
    if (isGridError(error, 'CHAIN_UNREACHABLE') || !(await taken())) throw error
  }
  return reportOf(access, id, content)
}

/** The batch as the chain has it, if it holds this content. @throws `LEDGER_CONTRADICTS` */
async function reportOf(
  access: LedgerAccess,
  id: number,
  content: BatchContent,
): Promise<CommitReport> {
  const [batch] = await access.fetchBatches(id, id)
  if (batch === undefined) throw new GridError('LEDGER_DAMAGED', `batch ${id} cannot be read`)
  const fields = Object.keys(content) as (keyof BatchContent)[]
  const field = fields.find((name) => batch.header[name] !== content[name])
  if (field !== undefined) throw contradiction(id, field, batch.header[field], content[field])
  const receipt = await access.node.fetchReceipt(batch.txHash)
  if (receipt !== null) return { ...batch, gasUsed: receipt.gasUsed }
  throw new GridError('CHAIN_UNREACHABLE', `the node has no receipt of ${batch.txHash}`, {
    hint: 'The node may lag behind: try again.',
    retryable: true,
    details: { id, txHash: batch.txHash },
  })
}

async function requireCommitter({ views, address }: LedgerAccess, sender: Sender): Promise<void> {
  const committer = await views.committer()
  if (committer === sender.account) return
  throw new GridError('CHAIN_NOT_COMMITTER', `${sender.account} may not commit to ${address}`, {
    hint: `Use the key of ${committer}, or deploy a ledger of your own.`,
    details: { found: sender.account, expected: committer, address },
  })
}

const contradiction = (id: number, field: string, found: unknown, expected: unknown): GridError =>
  new GridError('LEDGER_CONTRADICTS', `batch ${id} has ${field} ${found}, expected ${expected}`, {
    hint: 'The ledger and the store are of different histories: use the data directory that wrote it.',
    details: { id, field, found, expected },
  })

const outOfOrder = (id: number, count: number): GridError =>
  new GridError('LEDGER_OUT_OF_ORDER', `found batch ${id}, expected batch ${count + 1}`, {
    hint: 'Commit the batches in between first.',
    details: { found: id, expected: count + 1 },
  })

const reverted = (id: number, txHash: string): GridError =>
  new GridError('LEDGER_REFUSED', `the commit of batch ${id} was reverted in ${txHash}`, {
    hint: 'Commit again: the ledger changed between sending and mining.',
    retryable: true,
    details: { id, txHash },
  })
