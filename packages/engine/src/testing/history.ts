/**
 * History: what a grid left behind for auditors, and what a lying coordinator would leave instead.
 *
 * A lie is told as well as it can be: whatever follows from the changed bundles (credit tables,
 * roots, digests, the header chain) is made to fit, so that only the lie itself is left to find.
 */
import { digestOf } from '@pumasi/domain'
import type { Digest, JobSpec, Root } from '@pumasi/domain'
import { signReceipt } from '@pumasi/proof'
import type { BatchContent, Receipt } from '@pumasi/proof'
import {
  decodeBundle,
  deriveContent,
  deriveCredits,
  deriveLeaves,
  encodeBundle,
} from '@pumasi/rules'
import type { Bundle, BundledReceipt, BundledUnit } from '@pumasi/rules'
import type { AuditPlan, AuditReport } from '../audit/audit-ledger.ts'
import { auditLedger } from '../audit/audit-ledger.ts'
import type { Executor } from '../ports/executor.ts'
import type { Journal } from '../ports/journal.ts'
import type { CommittedBatch, LedgerIdentity, LedgerReader } from '../ports/ledger.ts'
import type { Mirror } from '../ports/mirror.ts'
import { START_S, createGrid } from './grid.ts'
import type { TestHost } from './grid.ts'
import { hashExecutor, lyingExecutor } from './hash-executor.ts'
import { mirrorOf } from './memory-blobs.ts'
import type { Blobs } from './memory-blobs.ts'
import { blockHashOf, nextBatch } from './memory-ledger.ts'

export interface History {
  readonly identity: LedgerIdentity
  readonly blobs: Blobs
  readonly bundles: readonly Bundle[]
  readonly batches: readonly CommittedBatch[]
  readonly specs: readonly JobSpec[]
  readonly hosts: { readonly a: TestHost; readonly b: TestHost; readonly liar: TestHost }
}

/** Two jobs of three and two units in three batches; one host lies about all of the first job. */
export async function recordHistory(on?: LedgerIdentity): Promise<History> {
  const grid = createGrid({ batchUnitsMax: 2 }, on)
  const hosts = { a: await grid.join('a'), b: await grid.join('b'), liar: await grid.join('liar') }
  const first = await grid.submit(3)
  await grid.run(hosts.liar, 3, undefined, lyingExecutor)
  const second = await grid.submit(1, {
    nonce: 'second',
    stdin: [await grid.put('one'), await grid.put('two')],
  })
  for (const host of [hosts.a, hosts.b]) await grid.run(host, 5)
  await grid.settle()
  const { bytes: blobs, ledger, target } = grid
  const { batches } = ledger
  const bundles = batches.map(({ header }) =>
    decodeBundle(blobs.get(header.dataHash) as Uint8Array),
  )
  const specs = [first.spec, second.spec]
  return { identity: target.identity, blobs, bundles, batches, specs, hosts }
}

export interface Rewriting {
  /** Changes the bundles before everything that follows is made to fit. */
  readonly change?: (bundle: Bundle, id: number) => Bundle
  /** Changes a bundle after the credit tables were made to fit. */
  readonly after?: (bundle: Bundle, id: number) => Bundle
  /** Changes what is committed. */
  readonly commit?: (content: BatchContent, id: number) => BatchContent
}

/** The history as a coordinator would have it that told a lie from the start. */
export function rewrite(honest: History, { change, after, commit }: Rewriting): History {
  const blobs: Blobs = new Map(honest.blobs)
  const bundles: Bundle[] = []
  const batches: CommittedBatch[] = []
  let credits: Bundle['credits'] = []
  honest.bundles.forEach((original, position) => {
    const id = position + 1
    const changed = change?.(original, id) ?? original
    credits = deriveCredits(credits, deriveLeaves(changed.units, changed.rules))
    const told = { ...changed, credits }
    const bundle = after?.(told, id) ?? told
    const bytes = encodeBundle(bundle)
    blobs.set(digestOf(bytes), bytes)
    const content = contentOf(bundle, digestOf(bytes))
    bundles.push(bundle)
    batches.push(nextBatch(batches, commit?.(content, id) ?? content, START_S + 60 * id))
  })
  return { ...honest, blobs, bundles, batches }
}

const nothing = `0x${'00'.repeat(32)}` as Root

function contentOf(bundle: Bundle, dataHash: Digest): BatchContent {
  const leaves = deriveLeaves(bundle.units, bundle.rules)
  if (leaves.length > 0) return deriveContent(bundle, leaves, dataHash)
  const zero = { unitCount: 0, cumulativeCreditMicro: 0n, unitsRoot: nothing, creditsRoot: nothing }
  return { ...zero, dataHash, rulesHash: nothing as never }
}

/** Changes one unit of a bundle. */
export const changeUnit = (
  bundle: Bundle,
  position: number,
  change: (unit: BundledUnit) => BundledUnit,
): Bundle => ({
  ...bundle,
  units: bundle.units.map((unit, i) => (i === position ? change(unit) : unit)),
})

/** Every receipt of a unit signed again by hosts that went along with a change. */
export const collude = (
  { hosts, identity }: History,
  unit: BundledUnit,
  change: (receipt: Receipt) => Partial<Receipt>,
): BundledUnit => {
  const domain = { chainId: identity.chainId, ledger: identity.address }
  const receipts = unit.receipts.map((signed): BundledReceipt => {
    const signer = Object.values(hosts).find(({ account }) => account === signed.receipt.account)
    const receipt = { ...signed.receipt, ...change(signed.receipt) }
    if (signer === undefined) throw new Error('a receipt of one of the hosts expected')
    return { ...signed, ...signReceipt(receipt, domain, signer.sessionKey) }
  })
  return { ...unit, receipts }
}

/** What a ledger says on which nothing was voided and nobody revoked anything. */
export const undisturbed: Pick<
  LedgerReader,
  'fetchHead' | 'fetchVoids' | 'isTableSound' | 'fetchRevocations'
> = {
  fetchHead: async () => ({ blockNumber: 1_000, minedAt: START_S + 3_600 }),
  fetchVoids: async () => [],
  isTableSound: async () => true,
  fetchRevocations: async () => ({ revocations: [], nextBlock: 0 }),
}

export interface Inspection {
  readonly plan?: Partial<AuditPlan>
  readonly mirror?: Mirror
  readonly executor?: Executor
  readonly journal?: Journal
  readonly ledger?: Partial<LedgerReader>
}

/** What a chain shows of a history. */
export const readerOf = ({
  identity,
  batches,
}: Pick<History, 'identity' | 'batches'>): LedgerReader => ({
  identify: async () => identity,
  fetchBatchCount: async () => batches.length,
  fetchBatches: async (from, to) => batches.slice(from - 1, to),
  fetchBlockHash: async (blockNumber) => blockHashOf(blockNumber),
  ...undisturbed,
})

/** Audits a history, all of it unless the plan says otherwise. */
export const inspect = (
  { identity, batches, blobs }: Pick<History, 'identity' | 'batches' | 'blobs'>,
  { plan, mirror, executor = hashExecutor, journal, ledger }: Inspection = {},
): Promise<AuditReport> =>
  auditLedger(
    {
      ledger: { ...readerOf({ identity, batches }), ...ledger },
      mirror: mirror ?? mirrorOf(blobs),
      executor,
      journal,
    },
    { sample: Infinity, parallel: 2, ...plan },
  )
