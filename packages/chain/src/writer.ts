/**
 * Ledger over JSON-RPC. A batch id is written once, whatever happens between sending and hearing of
 * it: the contract takes ids in order only, and an id that is taken is compared, never sent again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { GridError, isGridError } from '@pumasi/domain'
import { unattested } from '@pumasi/engine'
import type { CommitReport, Ledger, Sanction } from '@pumasi/engine'
import type { BatchContent } from '@pumasi/proof'
import { createCommitTimer } from './commit-timer.ts'
import type { CommitTimer } from './commit-timer.ts'
import { encodeCommit } from './contract.ts'
import { localChainId } from './local/local-chain.ts'
import { openAccess, readingPart } from './reader.ts'
import type { LedgerAccess, LedgerLocation } from './reader.ts'
import { createSender, pollMs } from './sender.ts'
import type { Sender } from './sender.ts'
import type { TransactionSigner } from './signing/signer.ts'

export interface WritableLedger extends LedgerLocation {
  /** The ledger's committer. */
  readonly signer: TransactionSigner
  /** Time a commit may take to get into a block; two minutes by default. */
  readonly waitMs?: number
  /** Blocks, its own included, after which a commit is believed to stay; 1 by default. */
  readonly confirmations?: number
}

/** A ledger to write to. @throws `CHAIN_BAD_URL`, `BAD_HEX` */
export function openLedger({
  signer,
  waitMs = 120_000,
  confirmations = 1,
  ...location
}: WritableLedger): Ledger {
  const access = openAccess(location)
  const sender = createSender(access.node, signer, waitMs)
  const timer = createCommitTimer()
  let queue: Promise<unknown> = Promise.resolve()
  return {
    ...readingPart(access),
    hastenBlock: async () => {
      const { chainId } = await access.verified()
      // Elsewhere blocks come by themselves, and no node would take the call.
      if (chainId === BigInt(localChainId)) await access.node.mineBlock()
    },
    commitBatch: (id, content, sanction = unattested) => {
      const commit = queue.then(async () => {
        await commitOnce(access, sender, timer, { id, content, sanction })
        timer.included(id)
        const report = await confirm(access, { id, content, confirmations, waitMs })
        return { ...report, timing: timer.confirmed(id, report.txHash) }
      })
      queue = commit.catch(() => undefined) // one at a time: they share a nonce
      return commit
    },
  }
}

type UntimedReport = Omit<CommitReport, 'timing'>

interface Commit {
  readonly id: number
  readonly content: BatchContent
  readonly sanction: Sanction
}

/** Resolves once some block of the node's has a batch with this id, be it this one or another. */
async function commitOnce(
  access: LedgerAccess,
  sender: Sender,
  timer: CommitTimer,
  { id, content, sanction }: Commit,
): Promise<void> {
  const taken = async (): Promise<boolean> => (await access.fetchBatchCount()) >= id
  if (await taken()) return
  // An earlier life of this process may have sent it, or another coordinator.
  const nonce = await sender.settle()
  const count = await access.fetchBatchCount()
  if (count >= id) return
  if (id !== count + 1) throw outOfOrder(id, count)
  await requireStaff(access, sender, id, sanction)
  const { chainId } = await access.verified()
  await requireChain(access, chainId)
  try {
    const call = { chainId, to: access.address, data: encodeCommit(id, content, sanction) }
    const { txHash, wait } = await sender.send(call, nonce)
    timer.sent(id, txHash)
    const { succeeded, blockNumber } = await wait()
    if (!succeeded) throw reverted(id, txHash)
    access.remember(id, blockNumber)
  } catch (error) {
    // Somebody with the same key may have been first; then the id decides, not the transaction.
    if (isGridError(error, 'CHAIN_UNREACHABLE') || !(await taken())) throw error
  }
}

interface Confirmation {
  readonly id: number
  readonly content: BatchContent
  readonly confirmations: number
  /** Time without a new block after which waiting ends. */
  readonly waitMs: number
}

/**
 * The commit once enough blocks lie on it, read again at each look: a reorganisation may have moved
 * it, or have taken it back.
 */
async function confirm(
  access: LedgerAccess,
  { id, content, confirmations, waitMs }: Confirmation,
): Promise<UntimedReport> {
  let [seen, idleMs] = [0, 0]
  for (;;) {
    const report = await reportOf(access, id, content).catch((error: unknown) => {
      throw isGridError(error, 'LEDGER_UNKNOWN_BATCH') ? takenBack(id, error) : error
    })
    const latest = await access.node.fetchBlockNumber()
    if (latest - report.blockNumber + 1 >= confirmations) return report
    idleMs = latest > seen ? 0 : idleMs + pollMs
    seen = latest
    if (idleMs >= waitMs) throw unconfirmed(report, latest, confirmations)
    await pause(pollMs)
  }
}

/** The batch as the chain has it, if it holds this content. @throws `LEDGER_CONTRADICTS` */
async function reportOf(
  access: LedgerAccess,
  id: number,
  content: BatchContent,
): Promise<UntimedReport> {
  const [batch] = await access.fetchBatches(id, id)
  if (batch === undefined) throw new GridError('LEDGER_DAMAGED', `batch ${id} cannot be read`)
  const fields = Object.keys(content) as (keyof BatchContent)[]
  const field = fields.find((name) => batch.header[name] !== content[name])
  if (field !== undefined) throw contradiction(id, field, batch.header[field], content[field])
  const receipt = await access.node.fetchReceipt(batch.txHash)
  if (receipt !== null) return { ...batch, gasUsed: receipt.gasUsed, feeWei: receipt.feeWei }
  throw new GridError('CHAIN_UNREACHABLE', `the node has no receipt of ${batch.txHash}`, {
    hint: 'The node may lag behind: try again.',
    retryable: true,
    details: { id, txHash: batch.txHash },
  })
}

/** A node that moved to another chain must not get a signature for it. */
async function requireChain({ node }: LedgerAccess, expected: bigint): Promise<void> {
  const found = await node.fetchChainId()
  if (found === expected) return
  throw new GridError('CHAIN_WRONG_ID', `found chain ${found}, expected ${expected}`, {
    hint: 'The node behind the RPC URL is of another chain now: nothing was signed.',
    details: { found, expected, origin: node.origin },
  })
}

/** What the contract would refuse is told before it costs anything. */
async function requireStaff(
  { fetchStaff, address }: LedgerAccess,
  sender: Sender,
  id: number,
  { signatures }: Sanction,
): Promise<void> {
  const { committer, commitQuorum } = await fetchStaff()
  if (committer !== sender.account)
    throw new GridError('CHAIN_NOT_COMMITTER', `${sender.account} may not commit to ${address}`, {
      hint: `Use the key of ${committer}, or deploy a ledger of your own.`,
      details: { found: sender.account, expected: committer, address },
    })
  if (signatures.length !== commitQuorum)
    throw new GridError(
      'LEDGER_UNATTESTED',
      `found ${signatures.length} attestors' signatures of batch ${id}, expected ${commitQuorum}`,
      {
        hint: 'Attestors sign with `pumasi attest`: have as many of them run as the quorum asks for.',
        ...{ retryable: true, details: { id, found: signatures.length, expected: commitQuorum } },
      },
    )
}

const takenBack = (id: number, cause: unknown): GridError =>
  new GridError('CHAIN_TRANSACTION_LOST', `batch ${id} is not on the chain the node shows`, {
    hint: 'Its block was taken back, or the node lags behind: commit again, the ledger tells.',
    ...{ retryable: true, details: { id }, cause },
  })

const unconfirmed = (
  { id, txHash, blockNumber }: UntimedReport,
  latest: number,
  confirmations: number,
): GridError =>
  new GridError(
    'CHAIN_COMMIT_PENDING',
    `batch ${id} has ${latest - blockNumber + 1} of ${confirmations} confirmations, and no new block`,
    {
      hint: 'Commit the same batch again later: it will be found.',
      ...{ retryable: true, details: { id, txHash, blockNumber, latest, confirmations } },
    },
  )

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
