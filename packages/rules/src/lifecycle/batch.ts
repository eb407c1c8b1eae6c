/**
 * Batch: settled units turned into leaves, roots and a bundle that a stranger can check.
 *
 * In: a bundle's contents: settled units with all their receipts, the delegations behind them, the
 * credit table before. Out: leaves in their order, the credit table after, and what is committed.
 * The auditor calls the same functions on the bundle it fetched.
 * Invariants: leaf `index` counts from 0 without gaps; a unit appears once; the credit table is
 * sorted and complete; equal contents give equal bytes (batch.test.ts).
 */
import {
  canonicalInStints,
  digestInStints,
  encodeCanonical,
  mapInStints,
  runAtOnce,
} from '@pumasi/domain'
import type { Account, Canonical, Hex, JobId, Stints } from '@pumasi/domain'
import type {
  BatchContent,
  CreditLeaf,
  Receipt,
  SignedDelegation,
  SignedReceipt,
  UnitLeaf,
} from '@pumasi/proof'
import { creditFor } from '../policy/credit.ts'
import type { GridRules } from '../policy/credit.ts'
import { decideQuorum } from '../policy/quorum.ts'
import { contentInStints } from './content.ts'
import { standingOf } from './standing.ts'
import type { Unit } from './records.ts'
import type { SealedReceipt } from './trust/held-receipt.ts'
import type { UnitKey } from './unit-key.ts'

/** A receipt with the moment it was accepted, Unix milliseconds. */
export interface BundledReceipt extends SignedReceipt {
  readonly acceptedAtMs: number
}

/** One believed unit with every receipt it collected, in the order of their acceptance. */
export interface BundledUnit extends UnitKey {
  readonly quorum: number
  readonly receipts: readonly BundledReceipt[]
}

/** A block that drew: its hash was nobody's to choose when the receipts were sealed. */
export interface SeedBlock {
  readonly blockNumber: number
  readonly blockHash: Hex
}

/** The part of a bundle about jobs that ask for trust; what follows from it an auditor derives. */
export interface BundledTrust {
  /** Draws for the batch before; null when that left nothing to draw. */
  readonly seed: SeedBlock | null
  /** Jobs given up, whose undecided receipts are dropped. */
  readonly cancelled: readonly JobId[]
  /** In the order of their acceptance. */
  readonly sealed: readonly SealedReceipt[]
  /** Accounts whose provisional units the next seed decides. */
  readonly closings: readonly Account[]
  /** Receipts, sealed here or before, whose units were decided here. */
  readonly opened: readonly BundledReceipt[]
  /** Voided batches whose rulings are taken in here, by order of their voids; from version 3 on. */
  readonly rulings?: readonly number[]
}

/** Everything an auditor needs beside program, inputs and outputs; `dataHash` names its bytes. */
export type Bundle = BundleBody &
  (
    | { readonly version: 1; readonly trust?: undefined }
    | { readonly version: 2 | 3; readonly trust: BundledTrust }
  )

interface BundleBody {
  readonly batchId: number
  /** Sorted by job, then unit. */
  readonly units: readonly BundledUnit[]
  /** Sorted by session key. */
  readonly delegations: readonly SignedDelegation[]
  readonly rules: GridRules
  /** Cumulative credit of every account that ever earned any, after this batch, sorted. */
  readonly credits: readonly CreditLeaf[]
}

/** A closed batch: what is committed, and the bytes it commits to. */
export interface ClosedBatch {
  readonly id: number
  readonly content: BatchContent
  readonly bundle: Bundle
  readonly bundleBytes: Uint8Array
  readonly leaves: readonly UnitLeaf[]
}

/** Units settled in one stint, and rows of anything made: some milliseconds each. */
const UNITS_PER_STINT = 200
const ROWS_PER_STINT = 5_000

/** The bundle's canonical bytes. */
export const encodeBundle = (bundle: Bundle): Uint8Array =>
  encodeCanonical(bundle as unknown as Canonical)

/** A unit as its receipts alone settle it. */
export function settleFromReceipts({ jobId, unitIndex, quorum, receipts }: BundledUnit): Unit {
  const decision = decideQuorum(
    receipts.map(({ receipt }) => receipt),
    quorum,
  )
  const base = { jobId, unitIndex, wanted: receipts.length, vacant: 0, failure: null }
  return decision.kind === 'believed'
    ? { ...base, state: 'believed', verdict: decision.verdict }
    : { ...base, state: 'open', verdict: null }
}

/**
 * The leaves of a batch: one for each receipt that agrees with the verdict of its unit's quorum,
 * then one for each receipt that trust credited, in the order of the fold.
 */
export const deriveLeaves = (
  units: readonly BundledUnit[],
  rules: GridRules,
  credited: readonly Receipt[] = [],
): UnitLeaf[] => runAtOnce(leavesInStints(units, rules, credited))

function* leavesInStints(
  units: readonly BundledUnit[],
  rules: GridRules,
  credited: readonly Receipt[],
): Stints<UnitLeaf[]> {
  const agreeing = yield* mapInStints(units, UNITS_PER_STINT, (unit) => {
    const settled = settleFromReceipts(unit)
    return unit.receipts
      .map(({ receipt }) => receipt)
      .filter((receipt) => standingOf(receipt, settled).standing === 'credited')
  })
  const receipts = [...agreeing, credited].flat()
  return yield* mapInStints(receipts, ROWS_PER_STINT, (receipt, index) => ({
    jobId: receipt.jobId,
    unitIndex: receipt.unitIndex,
    index,
    programHash: receipt.programHash,
    inputHash: receipt.inputHash,
    outputHash: receipt.outputHash,
    fuel: receipt.fuel,
    account: receipt.account,
    creditMicro: creditFor(receipt.fuel, rules),
  }))
}

/** The credit table after some leaves, sorted by account. */
export const deriveCredits = (
  before: readonly CreditLeaf[],
  leaves: readonly UnitLeaf[],
): CreditLeaf[] => runAtOnce(creditsInStints(before, leaves))

function* creditsInStints(
  before: readonly CreditLeaf[],
  leaves: readonly UnitLeaf[],
): Stints<CreditLeaf[]> {
  const table = new Map<Account, bigint>()
  yield* mapInStints(before, ROWS_PER_STINT, ({ account, cumulativeCreditMicro }) => {
    table.set(account, cumulativeCreditMicro)
  })
  yield* mapInStints(leaves, ROWS_PER_STINT, ({ account, creditMicro }) => {
    table.set(account, (table.get(account) ?? 0n) + creditMicro)
  })
  // Nearly in order: what was there before is.
  return [...table]
    .map(([account, cumulativeCreditMicro]) => ({ account, cumulativeCreditMicro }))
    .sort((a, b) => compare(a.account, b.account))
}

export interface BatchInput {
  readonly id: number
  readonly units: readonly BundledUnit[]
  readonly delegations: readonly SignedDelegation[]
  readonly creditsBefore: readonly CreditLeaf[]
  readonly rules: GridRules
  /** What the batch does for jobs that ask for trust; for rules of version 2. */
  readonly trust?: BundledTrust
  /** Receipts that trust credits. */
  readonly credited?: readonly Receipt[]
}

const noTrust: BundledTrust = { seed: null, cancelled: [], sealed: [], closings: [], opened: [] }

/** Closes a batch over settled units. */
export const buildBatch = (input: BatchInput): ClosedBatch => runAtOnce(batchInStints(input))

/** The same of many units. */
export function* batchInStints({
  id,
  units,
  delegations,
  creditsBefore,
  rules,
  trust = noTrust,
  credited = [],
}: BatchInput): Stints<ClosedBatch> {
  const sorted = units.toSorted((a, b) => compare(a.jobId, b.jobId) || a.unitIndex - b.unitIndex)
  const leaves = yield* leavesInStints(sorted, rules, credited)
  const credits = yield* creditsInStints(creditsBefore, leaves)
  const body: BundleBody = {
    batchId: id,
    units: sorted,
    delegations: delegations.toSorted(
      (a, b) =>
        compare(a.delegation.session, b.delegation.session) || compare(a.signature, b.signature),
    ),
    rules,
    credits,
  }
  const bundle = bundleOf(body, trust)
  const bundleBytes = yield* canonicalInStints(bundle as unknown as Canonical)
  const dataHash = yield* digestInStints(bundleBytes)
  const content = yield* contentInStints(bundle, leaves, dataHash)
  return { id, content, bundle, bundleBytes, leaves }
}

/** A bundle has the version of its rules. */
function bundleOf(body: BundleBody, { rulings = [], ...trust }: BundledTrust): Bundle {
  const { version } = body.rules
  if (version === 1) return { version, ...body }
  return version === 2
    ? { version, ...body, trust }
    : { version, ...body, trust: { ...trust, rulings } }
}

const compare = (a: Hex | JobId | Account, b: Hex | JobId | Account): number =>
  a === b ? 0 : a < b ? -1 : 1
