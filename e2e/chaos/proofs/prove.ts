/**
 * Proofs over what is left after a run: the store by SQL, the chain by its headers, the bundles by
 * their digests, and what people and workers were told meanwhile. Each is compared with the others.
 */
import type { CommittedBatch } from '@pumasi/engine'
import { decodeBundle } from '@pumasi/rules'
import type { Bundle } from '@pumasi/rules'
import type { Belief } from '../load/load.ts'
import type { StoreRecords } from './store-records.ts'

export interface Proof {
  readonly name: string
  readonly detail: string
  readonly ok: boolean
}

export interface Evidence {
  readonly units: number
  readonly beliefs: ReadonlyMap<string, Belief>
  readonly accepted: ReadonlySet<string>
  readonly store: StoreRecords
  readonly chain: readonly CommittedBatch[]
  /** Bundles by batch id. */
  readonly bundles: ReadonlyMap<number, Uint8Array>
}

const proof = (name: string, detail: string, wrong: readonly string[]): Proof => ({
  name,
  detail: wrong.length === 0 ? detail : `${wrong.length} wrong, first: ${wrong[0]}`,
  ok: wrong.length === 0,
})

export function proveAll(evidence: Evidence): readonly Proof[] {
  const { chain, bundles } = evidence
  const read = chain.map(({ id }) => decodeBundle(bundles.get(id) ?? new Uint8Array()))
  return [
    allBelieved(evidence),
    noneLost(evidence),
    answersKept(evidence),
    noneBlamed(evidence),
    oneBatchEach(evidence, read),
    sealedOnce(evidence, read),
    spotChecked(evidence),
    noneCreditedTwice(evidence),
    sumsEqual(evidence, read),
    chainIsStore(evidence),
  ]
}

function allBelieved({ units, store }: Evidence): Proof {
  const wrong = store.units
    .filter(({ state }) => state !== 'believed')
    .map(({ key, state }) => `${key} is ${state}`)
  if (store.units.length !== units) wrong.push(`${store.units.length} units, expected ${units}`)
  return proof('every unit is believed', `${units} units`, wrong)
}

function noneLost({ beliefs, store }: Evidence): Proof {
  const found = new Map(store.units.map((unit) => [unit.key, unit]))
  const wrong = [...beliefs].flatMap(([key, { outputHash }]) => {
    const unit = found.get(key)
    if (unit?.state === 'believed' && unit.output === outputHash) return []
    return [`${key} was believed as ${outputHash}, is ${unit?.state} as ${unit?.output}`]
  })
  return proof('no belief seen was lost', `${beliefs.size} beliefs seen meanwhile`, wrong)
}

function answersKept({ accepted, store }: Evidence): Proof {
  const kept = new Set(store.receipts.map(({ lease }) => lease))
  const wrong = [...accepted].filter((lease) => !kept.has(lease)).map((lease) => `lease ${lease}`)
  const detail = `${accepted.size} receipts answered, ${kept.size} kept`
  return proof('every receipt answered "accepted" is kept', detail, wrong)
}

/** Three returns end a unit for good, so a fault of the grid's own must never be one. */
const noneBlamed = ({ store }: Evidence): Proof =>
  proof('no unit is blamed for a fault of the grid', 'no lease returned', store.returns)

function oneBatchEach({ store }: Evidence, bundles: readonly Bundle[]): Proof {
  const batchOf = new Map<string, number>()
  const wrong: string[] = []
  for (const { batchId, units } of bundles) {
    for (const { jobId, unitIndex } of units) {
      const key = `${jobId} ${unitIndex}`
      const before = batchOf.get(key)
      if (before !== undefined) wrong.push(`${key} is in the batches ${before} and ${batchId}`)
      batchOf.set(key, batchId)
    }
  }
  for (const { key, batchId, byTrust } of store.units) {
    // The bundle says what trust was given, and an audit what follows from it.
    if (byTrust && batchId !== null && !batchOf.has(key)) continue
    const found = batchOf.get(key)
    if (found !== batchId) wrong.push(`${key} is in bundle ${found}, in the store ${batchId}`)
  }
  return proof('each unit is in one batch', `${batchOf.size} units in bundles`, wrong)
}

function sealedOnce({ store }: Evidence, bundles: readonly Bundle[]): Proof {
  const batchOf = new Map<string, number>()
  const wrong: string[] = []
  for (const bundle of bundles) {
    const listed = bundle.version === 1 ? [] : bundle.trust.sealed
    for (const { digest } of listed) {
      const before = batchOf.get(digest)
      if (before !== undefined) wrong.push(`${digest} is sealed in ${before} and ${bundle.batchId}`)
      batchOf.set(digest, bundle.batchId)
    }
  }
  const kept = store.receipts.flatMap(({ digest }) => digest ?? [])
  for (const digest of kept) if (!batchOf.has(digest)) wrong.push(`${digest} is sealed nowhere`)
  if (kept.length !== batchOf.size) {
    wrong.push(`${batchOf.size} receipts sealed, ${kept.length} kept`)
  }
  return proof('each receipt on trust is sealed in one batch', `${batchOf.size} receipts`, wrong)
}

/** What was not there proves nothing. */
const spotChecked = ({ store }: Evidence): Proof =>
  proof(
    'believed units were run again',
    `${store.spotChecks} spot checks`,
    store.spotChecks > 0 ? [] : ['no spot check was run'],
  )

function noneCreditedTwice({ store, chain }: Evidence): Proof {
  const credited = store.receipts.filter(({ standing }) => standing === 'credited')
  const votes = new Set(credited.map(({ unit, account }) => `${unit} ${account}`))
  const executions = chain.reduce((sum, { header }) => sum + header.unitCount, 0)
  const wrong = store.receipts
    .filter(({ standing }) => standing === 'pending')
    .map(({ lease }) => `the receipt of ${lease} is pending for ever`)
  if (votes.size !== credited.length) {
    wrong.push(`${credited.length} credited receipts, ${votes.size} accounts and units`)
  }
  if (executions !== credited.length) {
    wrong.push(`${executions} executions on the chain, ${credited.length} receipts credited`)
  }
  return proof('none is credited twice', `${executions} executions on the chain`, wrong)
}

function sumsEqual({ store, chain }: Evidence, bundles: readonly Bundle[]): Proof {
  const receipts = new Map<string, bigint>()
  for (const { account, creditMicro } of store.receipts) {
    receipts.set(account, (receipts.get(account) ?? 0n) + creditMicro)
  }
  const table = new Map(
    bundles
      .at(-1)
      ?.credits.map(({ account, cumulativeCreditMicro }) => [account, cumulativeCreditMicro]),
  )
  const accounts = new Set([...receipts.keys(), ...table.keys(), ...store.credits.keys()])
  const wrong = [...accounts].flatMap((account) => {
    const sums = [receipts, table, store.credits, store.tallies].map((sum) => sum.get(account))
    return new Set(sums).size === 1 ? [] : [`${account}: ${sums.join(', ')}`]
  })
  const total = [...receipts.values()].reduce((sum, credit) => sum + credit, 0n)
  const last = chain.at(-1)?.header.cumulativeCreditMicro
  if (last !== total) wrong.push(`${last} on the chain, ${total} in receipts`)
  return proof('sums are equal for each account', `${accounts.size} accounts`, wrong)
}

function chainIsStore({ store, chain }: Evidence): Proof {
  const wrong: string[] = []
  if (chain.length !== store.batches.length) {
    wrong.push(`${chain.length} batches on the chain, ${store.batches.length} in the store`)
  }
  for (const { id, header, txHash } of chain) {
    const batch = store.batches[id - 1]
    if (batch?.id !== id || batch.dataHash !== header.dataHash) wrong.push(`batch ${id} differs`)
    const noted = store.commits.some((one) => one.batchId === id && one.txHash === txHash)
    if (!noted) wrong.push(`the commit of batch ${id}, ${txHash}, is not noted`)
  }
  return proof('the chain is the store', `${chain.length} batches, each committed once`, wrong)
}
