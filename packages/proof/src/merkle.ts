/**
 * Merkle tree over 32-byte nodes, laid out as OpenZeppelin's StandardMerkleTree: leaves sorted,
 * pairs sorted, a complete binary tree in one array with the root first.
 *
 * In: leaf nodes in any order. Out: root, proofs, verdicts.
 * Invariants: the same set of leaves has the same root in any order; a proof verifies for its leaf
 * and for no other; roots equal the reference library's (merkle.test.ts).
 */
import { concatBytes, fromHex, invariant, isHex } from '@pumasi/domain'
import type { Hex, Root } from '@pumasi/domain'
import { keccak } from './words.ts'

/** A tree as one array: node `i` has the children `2i + 1` and `2i + 2`. */
export type MerkleTree = readonly Hex[]

const hashPair = (a: Hex, b: Hex): Hex =>
  keccak(concatBytes(a < b ? [fromHex(a), fromHex(b)] : [fromHex(b), fromHex(a)]))

/** Builds the whole tree; there is no tree of nothing. */
export function buildTree(leaves: readonly Hex[]): MerkleTree {
  invariant(leaves.length > 0, 'a tree has at least one leaf')
  const sorted = [...leaves].sort()
  const tree = new Array<Hex>(2 * sorted.length - 1)
  sorted.forEach((leaf, position) => {
    tree[tree.length - 1 - position] = leaf
  })
  for (let i = sorted.length - 2; i >= 0; i -= 1)
    tree[i] = hashPair(at(tree, 2 * i + 1), at(tree, 2 * i + 2))
  return tree
}

/** The root of a set of leaf nodes. */
export const merkleRoot = (leaves: readonly Hex[]): Root => rootOf(buildTree(leaves))
/** The root of a built tree. */
export const rootOf = (tree: MerkleTree): Root => at(tree, 0) as Root

/** The siblings from a leaf up to the root. */
export function buildProof(tree: MerkleTree, leaf: Hex): readonly Hex[] {
  const start = tree.lastIndexOf(leaf)
  invariant(start >= (tree.length - 1) / 2, 'the leaf is in the tree', { leaf })
  const proof: Hex[] = []
  for (let i = start; i > 0; i = Math.floor((i - 1) / 2))
    proof.push(at(tree, i % 2 === 0 ? i - 1 : i + 1))
  return proof
}

/** True when `leaf` belongs to the tree with this root; a proof of other than nodes proves none. */
export const verifyInclusion = (root: Hex, leaf: Hex, proof: readonly Hex[]): boolean =>
  proof.every((node) => isHex(node, 32)) && proof.reduce(hashPair, leaf) === root

function at(tree: MerkleTree, index: number): Hex {
  const node = tree[index]
  invariant(node !== undefined, 'a node of the tree', { index })
  return node
}
