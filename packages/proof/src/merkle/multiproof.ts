/**
 * Multiproof: several leaves of one tree proven at once, as OpenZeppelin's MerkleProof takes it:
 * what the leaves have in common is said once.
 *
 * In: a built tree and leaves of it; or a root, leaves and a multiproof from anybody. Out: the
 * multiproof; a verdict. Work and memory are bounded by what is given.
 * Invariants: multiproofs equal the reference library's; one that leaves anything unused, or wants
 * more than there is, proves nothing (multiproof.test.ts).
 */
import { fromHex, invariant, isHex, toHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { WORD_BYTES } from '../words.ts'
import { hashPair, indexOfLeaf, nodeAt, parentOf, siblingOf } from './tree.ts'
import type { MerkleTree } from './tree.ts'

export interface MultiProof {
  /** The leaves proven, in the order in which the proof takes them. */
  readonly leaves: readonly Hex[]
  /** Nodes that no leaf given leads to. */
  readonly proof: readonly Hex[]
  /** For each pair hashed: is its other half an earlier node (true), or one of `proof`? */
  readonly proofFlags: readonly boolean[]
}

/** Proves some distinct leaves of a tree, at least one. */
export function buildMultiProof(tree: MerkleTree, leaves: readonly Hex[]): MultiProof {
  invariant(leaves.length > 0, 'a multiproof is of at least one leaf')
  const indices = leaves.map((leaf) => indexOfLeaf(tree, leaf)).sort((a, b) => b - a)
  invariant(new Set(indices).size === indices.length, 'the leaves to be proven are distinct')
  const queue = [...indices]
  const proof: Hex[] = []
  const proofFlags: boolean[] = []
  for (let next = 0; (queue[next] ?? 0) > 0; next += 1) {
    const index = queue[next] ?? 0
    const sibling = siblingOf(index)
    const known = queue[next + 1] === sibling
    if (known) next += 1
    else proof.push(nodeAt(tree, sibling))
    proofFlags.push(known)
    queue.push(parentOf(index))
  }
  return { leaves: indices.map((index) => nodeAt(tree, index)), proof, proofFlags }
}

/** True when all leaves of a multiproof belong to the tree with this root. */
export const verifyMultiProof = (root: Hex, multiProof: MultiProof): boolean =>
  rootOfMultiProof(multiProof) === root

/** The root that a multiproof leads to, or null when it leads nowhere. */
export function rootOfMultiProof({ leaves, proof, proofFlags }: MultiProof): Hex | null {
  const given = [...leaves, ...proof]
  const fits = leaves.length > 0 && given.length === proofFlags.length + 1
  if (!fits || !given.every((node) => isHex(node, WORD_BYTES))) return null
  const queue = leaves.map(fromHex)
  const others = proof.map(fromHex)
  let [next, taken] = [0, 0]
  const pair = new Uint8Array(2 * WORD_BYTES)
  for (const known of proofFlags) {
    const one = queue[next++]
    const other = known ? queue[next++] : others[taken++]
    if (one === undefined || other === undefined) return null
    pair.set(one)
    pair.set(other, WORD_BYTES)
    queue.push(hashPair(pair))
  }
  const top = queue[next]
  const usedUp = taken === others.length && next === queue.length - 1
  return usedUp && top !== undefined ? toHex(top) : null
}
