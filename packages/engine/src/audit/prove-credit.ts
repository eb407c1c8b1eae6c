/**
 * Proves an account's credit: its row in the table of a batch, with the path to the header.
 *
 * In: a batch of the chain, a mirror, an account. Out: a proof that the contract takes, or null for
 * an account without a row. Reads one bundle; the table is believed once its root is the header's.
 */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { buildProof, buildTree, hashCreditLeaf, packCreditLeaves, rootOf } from '@pumasi/proof'
import type { CreditProof } from '@pumasi/proof'
import type { BatchStanding, CommittedBatch, LedgerOffice, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { loadBundle } from './load-batch.ts'

/** @throws `CREDIT_UNPROVEN` when the bundle is missing, damaged, or holds another table */
export async function proveCredit(
  ledger: LedgerReader,
  mirror: Mirror,
  { id, ...batch }: CommittedBatch,
  account: Account,
): Promise<CreditProof | null> {
  const { chainId, address } = await ledger.identify()
  const loaded = await loadBundle(mirror, { id, ...batch }, { chainId, ledger: address })
  if (loaded.bundle === null) {
    const [{ code, found }] = loaded.findings as [(typeof loaded.findings)[0]]
    throw unproven(id, `${code}: ${found}`)
  }
  const { credits } = loaded.bundle
  const leaf = credits.find((row) => row.account === account)
  if (leaf === undefined) return null
  const tree = buildTree(packCreditLeaves(credits))
  const { header } = batch
  if (rootOf(tree) !== header.creditsRoot) throw unproven(id, 'a table with another root')
  return { id, header, leaf, proof: buildProof(tree, hashCreditLeaf(leaf)) }
}

/**
 * The newest batch whose table a sync takes: final, and counting no voided batch; null when there
 * is none yet. Whatever lies before a final batch is final too, or voided, so halves will do.
 */
export async function findSyncable(
  ledger: LedgerReader & LedgerOffice,
): Promise<CommittedBatch | null> {
  let [low, high] = [0, await ledger.fetchBatchCount()]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    // A voided batch says nothing about when others are final.
    const counting = await findDown(ledger, middle, async ({ state }) => state !== 'voided')
    if (counting === null || counting.state === 'final') low = middle
    else high = counting.batch.id - 1
  }
  const takes = async ({ state }: BatchStanding, id: number): Promise<boolean> =>
    state === 'final' && (await ledger.isTableSound(id))
  return (await findDown(ledger, low, takes))?.batch ?? null
}

/** The newest batch whose table counts no voided batch, final or not; null when there is none. */
export async function findNewestSound(
  ledger: LedgerReader & LedgerOffice,
): Promise<StandingBatch | null> {
  const count = await ledger.fetchBatchCount()
  return findDown(ledger, count, async ({ state }, id) => {
    return state !== 'voided' && (await ledger.isTableSound(id))
  })
}

export interface StandingBatch extends BatchStanding {
  readonly batch: CommittedBatch
}

/** The first batch that will do, from `id` down. */
async function findDown(
  ledger: LedgerReader & LedgerOffice,
  id: number,
  will: (standing: BatchStanding, id: number) => Promise<boolean>,
): Promise<StandingBatch | null> {
  for (let at = id; at > 0; at -= 1) {
    const [batch] = await ledger.fetchBatches(at, at)
    if (batch === undefined) continue
    const standing = await ledger.fetchStanding(batch)
    if (await will(standing, at)) return { ...standing, batch }
  }
  return null
}

const unproven = (id: number, found: string): GridError =>
  new GridError('CREDIT_UNPROVEN', `found ${found}, expected the credit table of batch ${id}`, {
    hint: 'Give another mirror; should none have it, run pumasi audit.',
    details: { batchId: id, found },
  })
