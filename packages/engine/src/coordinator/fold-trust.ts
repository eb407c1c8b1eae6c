/**
 * Folds the next batch for jobs that ask for trust: takes in what was ruled wrong, seals what came,
 * draws what the batch before sealed, lists whom to close. The rules decide; this gives them what
 * they need and says it in the words of bundle and store.
 *
 * Out: the bundle's part, the receipts to credit, what the store changes; or `not yet` while the
 * block that draws is not on the chain and confirmed, or a void is not healed. Every ruling up to
 * that block is taken in, so a batch that does anything here waits for it, drawn or not.
 */
import { invariant } from '@pumasi/domain'
import type { Hex, JobId, TrustDemand } from '@pumasi/domain'
import type { Receipt } from '@pumasi/proof'
import {
  TrustLedger,
  applyUnitOutcome,
  decodeBundle,
  foldBatch,
  outcomesByUnit,
  rulesHashOf,
  trustPhase,
  unitKeyOf,
} from '@pumasi/rules'
import type {
  BundledReceipt,
  BundledTrust,
  GridRules,
  OverruledUnit,
  SeedBlock,
} from '@pumasi/rules'
import type { BatchRecord } from '../ports/batch-records.ts'
import type { TrustChanges, TrustInput } from '../ports/job-store.ts'
import { BUNDLE_BYTES_MAX } from '../audit/load-batch.ts'
import type { Coordinator } from './context.ts'

export interface TrustPart {
  readonly trust: BundledTrust
  readonly credited: readonly Receipt[]
  readonly changes: TrustChanges
}

const nothingToFold: TrustPart = {
  trust: { seed: null, cancelled: [], sealed: [], closings: [], opened: [] },
  credited: [],
  changes: {
    ...{ outcomes: [], decide: () => null, accounts: [] },
    ...{ rulings: [], closings: [], cancelled: [] },
  },
}

export async function foldTrust(
  coordinator: Coordinator,
  tip: BatchRecord | null,
  input: TrustInput,
): Promise<TrustPart | 'not yet'> {
  const { store, rules } = coordinator
  if (rules.version === 1) return nothingToFold
  const ledger = new TrustLedger(input)
  const waits = ledger.undrawn.length > 0 || input.closings.length > 0
  const overrulings = rules.version === 3 ? input.overrulings : []
  const overruled = overrulings.flatMap(({ units }) => units)
  const taken = takeSealable(input, rules.rewriterVersion, overruled)
  const contents = new Map<Hex, BundledReceipt>(input.claims)
  for (const { digest, replicated: _, ...bundled } of taken) contents.set(digest, bundled)
  const demands = await fetchDemands(store, new Set(taken.map(({ receipt }) => receipt.jobId)))
  const reporting = new Set(taken.map(({ receipt }) => receipt.account))
  const closings = input.silent.filter((account) => !reporting.has(account))
  const sealed = taken.map(({ receipt: { jobId, unitIndex, account }, digest, replicated }) => ({
    ...{ jobId, unitIndex, account, digest, replicated },
  }))
  const { cancelled } = input
  const lists = [overrulings, cancelled, sealed, closings]
  const learns = rules.version === 3 && (waits || lists.some(({ length }) => length > 0))
  const drawing = tip !== null && (waits || learns) ? await fetchSeed(coordinator, tip) : null
  if (tip !== null && (waits || learns) && drawing === null) return 'not yet'
  // After the block was there: no ruling comes before it any more.
  if (learns && !(await isHealed(coordinator))) return 'not yet'
  const seed = waits ? drawing : null
  const id = (tip?.id ?? 0) + 1
  const batch = { id, overruled, seed: seed?.blockHash ?? null, cancelled, sealed, closings }
  const outcome = foldBatch(ledger, batch, {
    rules: rules.trust,
    demandOf: (jobId) => demands.get(jobId) ?? null,
    reveal: (digest) => contents.get(digest)?.receipt ?? null,
  })
  invariant(outcome.faults.length === 0, 'a batch lists what can be folded', {
    faults: outcome.faults.map(({ code }) => code),
  })
  const rulings = overrulings.map(({ batchId }) => batchId)
  const opened = outcome.opened.flatMap((digest) => contents.get(digest) ?? [])
  return {
    trust: { seed, cancelled, sealed, closings, opened, rulings },
    credited: outcome.credited,
    changes: {
      outcomes: outcomesByUnit(outcome),
      decide: (view, one) => applyUnitOutcome(view, one, rules),
      accounts: [...outcome.accounts].map(([account, { trust, reason }]) => ({
        ...{ account, trust, reason },
        established: trustPhase(trust, rules.trust) === 'established',
      })),
      ...{ rulings, closings, cancelled },
    },
  }
}

/**
 * What came before the first receipt of another rewriter: the order of acceptance stays. Nothing of
 * a unit that was ruled wrong.
 */
function takeSealable(
  { accepted }: TrustInput,
  version: number,
  overruled: readonly OverruledUnit[],
) {
  const end = accepted.findIndex(({ receipt }) => receipt.rewriterVersion !== version)
  const wrong = new Set(overruled.map(unitKeyOf))
  const same = end < 0 ? accepted : accepted.slice(0, end)
  return same.filter(({ receipt }) => !wrong.has(unitKeyOf(receipt)))
}

/** True when the table, and what waits for it, knows of every void that the chain shows. */
async function isHealed({ store, seeds }: Coordinator): Promise<boolean> {
  const last = await seeds.fetchLastVoided()
  return last === ((await store.fetchHealed()).at(-1) ?? 0)
}

async function fetchDemands(
  store: Coordinator['store'],
  jobIds: ReadonlySet<JobId>,
): Promise<ReadonlyMap<JobId, TrustDemand>> {
  const jobs = await Promise.all([...jobIds].map((id) => store.fetchJob(id)))
  const demands = new Map<JobId, TrustDemand>()
  for (const job of jobs) if (job?.spec.trust) demands.set(job.id, job.spec.trust)
  return demands
}

/** The block that draws for the newest batch; null while it is not there, or may still change. */
async function fetchSeed(coordinator: Coordinator, tip: BatchRecord): Promise<SeedBlock | null> {
  const { seeds, settings } = coordinator
  if ((await seeds.fetchBatchCount()) < tip.id) return null
  const [committed] = await seeds.fetchBatches(tip.id, tip.id)
  if (committed === undefined) return null
  const distance = await fetchDistance(coordinator, tip)
  const blockNumber = committed.blockNumber + distance
  const last = await seeds.fetchBlockHash(blockNumber + settings.seedConfirmations)
  if (last === null) {
    await seeds.hastenBlock()
    return null
  }
  const blockHash = await seeds.fetchBlockHash(blockNumber)
  return blockHash === null ? null : { blockNumber, blockHash }
}

/** By the rules of the batch that sealed: whoever changes rules must not choose another block. */
async function fetchDistance(
  { blobs, rules }: Coordinator,
  { content }: BatchRecord,
): Promise<number> {
  const own = (found: GridRules): number => (found.version === 1 ? 1 : found.seedDistance)
  if (content.rulesHash === rulesHashOf(rules)) return own(rules)
  const bytes = await blobs.fetchBlob(content.dataHash, BUNDLE_BYTES_MAX)
  invariant(bytes !== null, 'the bundle of a batch that is closed', { dataHash: content.dataHash })
  return own(decodeBundle(bytes).rules)
}
