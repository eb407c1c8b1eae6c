/**
 * Finds what proves itself on the chain, in batches that an audit has found wrong: what
 * `pumasi fault` submits.
 *
 * In: a ledger reader, a mirror, an audit's findings. Out: at most one fault for each batch, since
 * one voids it. Batches before are read again, from the first on, and memory holds one bundle.
 */
import type { Account, JobId } from '@pumasi/domain'
import { buildProof, buildTree, hashUnitLeaf, packUnitLeaves } from '@pumasi/proof'
import type { FaultProof, UnitLeaf, UnitProof } from '@pumasi/proof'
import { deriveLeaves } from '@pumasi/rules'
import type { CommittedBatch } from '../ports/ledger.ts'
import { committedLeaves } from './committed-leaves.ts'
import type { Finding } from './finding.ts'
import { passLedger } from './fold-to.ts'
import type { FoldPorts } from './fold-to.ts'

export async function findFaults(
  ports: FoldPorts,
  findings: readonly Finding[],
): Promise<readonly FaultProof[]> {
  const suspects = new Set<number>()
  /** Units that some batch credits again; whoever credited them first is met before. */
  const again = new Set<string>()
  for (const { kind, code, place } of findings) {
    const { batchId, jobId, unitIndex } = place
    if (kind !== 'mismatch' || batchId === undefined) continue
    suspects.add(batchId)
    if (code === 'UNIT_TWICE') again.add(`${jobId} ${unitIndex}`)
  }
  const { fuelPerCreditMicro } = await ports.ledger.identify()
  const voided = new Set((await ports.ledger.fetchVoids()).map(({ batchId }) => batchId))
  const faults: FaultProof[] = []
  const first = new Map<string, UnitProof>()
  let creditBefore = 0n
  // What cannot be read here was a finding of the audit already.
  for await (const { batch, passed } of passLedger(ports, Math.max(0, ...suspects), [])) {
    const { bundle, credited } = passed
    const derived = bundle === null ? [] : deriveLeaves(bundle.units, bundle.rules, credited ?? [])
    const told = derived.some((leaf) => again.has(unitOf(leaf)))
    // What is voided already needs no proof, and is nobody's first time.
    if (!voided.has(batch.id) && (told || suspects.has(batch.id))) {
      const leaves = committedLeaves({ batch, creditBefore, derived, fuelPerCreditMicro })
      if (leaves !== null) {
        const prove = proverOf(batch, leaves)
        const fault = suspects.has(batch.id)
          ? faultOf(batch, leaves, fuelPerCreditMicro, prove, first)
          : null
        if (fault !== null) faults.push(fault)
        // What is voided is no first time.
        else rememberUnits(leaves, again, prove, first)
      }
    }
    creditBefore = batch.header.cumulativeCreditMicro
  }
  return faults
}

type Prover = (leaf: UnitLeaf) => UnitProof

function faultOf(
  { header }: CommittedBatch,
  leaves: readonly UnitLeaf[],
  fuelPerCreditMicro: bigint,
  prove: Prover,
  first: ReadonlyMap<string, UnitProof>,
): FaultProof | null {
  const paid = leaves.find(({ fuel, creditMicro }) => creditMicro !== fuel / fuelPerCreditMicro)
  if (paid !== undefined) return { fault: 'wrong-credit', units: [prove(paid)] }
  const outside = leaves.find(({ index }) => index >= header.unitCount)
  if (outside !== undefined) return { fault: 'index-out-of-range', units: [prove(outside)] }
  const indices = new Map<number, UnitLeaf>()
  const runs = new Map<string, UnitLeaf>()
  for (const leaf of leaves) {
    const one = indices.get(leaf.index)
    if (one !== undefined) return { fault: 'index-reused', units: [prove(one), prove(leaf)] }
    indices.set(leaf.index, leaf)
    const run = runOf(leaf)
    const here = runs.get(run)
    const earlier = first.get(run) ?? (here && prove(here))
    if (earlier !== undefined) return { fault: 'duplicate-unit', units: [earlier, prove(leaf)] }
    runs.set(run, leaf)
  }
  return null
}

function rememberUnits(
  leaves: readonly UnitLeaf[],
  again: ReadonlySet<string>,
  prove: Prover,
  first: Map<string, UnitProof>,
): void {
  for (const leaf of leaves) {
    if (again.has(unitOf(leaf)) && !first.has(runOf(leaf))) first.set(runOf(leaf), prove(leaf))
  }
}

/** Builds the tree once, when something is to be proven. */
function proverOf({ id, header }: CommittedBatch, leaves: readonly UnitLeaf[]): Prover {
  let tree: ReturnType<typeof buildTree> | undefined
  return (leaf) => {
    tree ??= buildTree(packUnitLeaves(leaves))
    return { id, header, leaf, proof: buildProof(tree, hashUnitLeaf(leaf)) }
  }
}

type Run = { readonly jobId: JobId; readonly unitIndex: number; readonly account: Account }

const unitOf = ({ jobId, unitIndex }: Run): string => `${jobId} ${unitIndex}`
/** What an account may be credited for once. */
const runOf = (leaf: Run): string => `${unitOf(leaf)} ${leaf.account}`
