/**
 * The leaves behind a root that is not the one its bundle gives. A batch publishes receipts, not
 * leaves: whoever committed others can only be proven wrong on the chain by showing those. Lies
 * have few shapes, though, and a root tells at once whether a guess is right.
 *
 * In: what the bundle gives, the header. Out: leaves with exactly the header's root, or null, which
 * says nothing: the audit has named the batch all the same.
 * Bounded: guesses about single leaves end when {@link NODES_MAX} nodes have been hashed.
 */
import { hashUnitLeaf, merkleRoot, packUnitLeaves } from '@pumasi/proof'
import type { UnitLeaf } from '@pumasi/proof'
import { fromHex } from '@pumasi/domain'
import type { CommittedBatch } from '../ports/ledger.ts'

/** Nodes hashed at the most: two or three seconds. */
const NODES_MAX = 4_000_000
const NODE_BYTES = 32

export interface LeafSubject {
  readonly batch: CommittedBatch
  /** Credit of everybody before the batch, by its predecessor's header. */
  readonly creditBefore: bigint
  /** What the bundle gives. */
  readonly derived: readonly UnitLeaf[]
  /** Fuel that earns one micro-credit on the ledger. */
  readonly fuelPerCreditMicro: bigint
}

export function committedLeaves(subject: LeafSubject): readonly UnitLeaf[] | null {
  const { batch, derived } = subject
  if (derived.length === 0) return null
  const { unitsRoot } = batch.header
  for (const leaves of wholeGuesses(subject)) {
    if (merkleRoot(packUnitLeaves(leaves)) === unitsRoot) return leaves
  }
  const nodes = packUnitLeaves(derived)
  let hashed = 0
  for (const { position, leaf } of singleGuesses(subject)) {
    hashed += 2 * derived.length
    if (hashed > NODES_MAX) return null
    const added = position === derived.length
    const changed = new Uint8Array(nodes.length + (added ? NODE_BYTES : 0))
    changed.set(nodes)
    changed.set(fromHex(hashUnitLeaf(leaf)), NODE_BYTES * position)
    if (merkleRoot(changed) !== unitsRoot) continue
    return added ? [...derived, leaf] : derived.with(position, leaf)
  }
  return null
}

/** The same lie told of all leaves. */
function* wholeGuesses({ derived, fuelPerCreditMicro }: LeafSubject): Generator<UnitLeaf[]> {
  yield [...derived]
  yield derived.map((leaf) => ({ ...leaf, creditMicro: leaf.fuel / fuelPerCreditMicro }))
  yield derived.map((leaf) => ({ ...leaf, index: leaf.index + 1 }))
}

/** One leaf changed, or added behind the last. */
function* singleGuesses({ batch, creditBefore, derived }: LeafSubject) {
  const count = derived.length
  const sum = derived.reduce((total, { creditMicro }) => total + creditMicro, 0n)
  const surplus = batch.header.cumulativeCreditMicro - creditBefore - sum
  for (const [position, leaf] of derived.entries()) {
    // Paid what the sum of all credits has too much.
    const creditMicro = leaf.creditMicro + surplus
    if (surplus !== 0n && creditMicro >= 0n) yield { position, leaf: { ...leaf, creditMicro } }
    // Counted twice.
    yield { position: count, leaf: { ...leaf, index: count } }
    const { index } = leaf
    const others = new Set([index - 1, index + 1, 0, count - 1, count, batch.header.unitCount])
    for (const other of others) {
      if (other >= 0 && other !== index) yield { position, leaf: { ...leaf, index: other } }
    }
  }
}
