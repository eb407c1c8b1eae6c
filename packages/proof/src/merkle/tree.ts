/**
 * Merkle tree over 32-byte nodes, laid out as OpenZeppelin's StandardMerkleTree: leaves sorted,
 * pairs sorted, a complete binary tree in one array with the root first.
 *
 * In: leaf nodes in any order. Out: root, proofs, verdicts.
 * Invariants: the same set of leaves has the same root in any order; a proof verifies for its leaf
 * and for no other; roots equal the reference library's (tree.test.ts).
 */
import { fromHex, invariant, isHex, runAtOnce, toHex } from '@pumasi/domain'
import type { Branded, Hex, Root, Stints } from '@pumasi/domain'
import { keccak256 } from '../keccak.ts'
import { WORD_BYTES } from '../words.ts'
import { compareNodes, orderNodes } from './order.ts'

/** A tree as one array of bytes: node `i` has the children `2i + 1` and `2i + 2`. */
export type MerkleTree = Branded<Uint8Array, 'MerkleTree'>

/** Leaf nodes as hexadecimal, or packed 32 bytes each. */
export type LeafNodes = readonly Hex[] | Uint8Array

/** Builds the whole tree, 64 bytes for each leaf; there is no tree of nothing. */
export const buildTree = (leaves: LeafNodes): MerkleTree => runAtOnce(treeInStints(leaves))

/** Inner nodes hashed in one stint: some milliseconds, more in plain JavaScript. */
const HASHED_NODES = 1_000

/** The same of many leaves. */
export function* treeInStints(leaves: LeafNodes): Stints<MerkleTree> {
  const nodes = leaves instanceof Uint8Array ? leaves : packHex(leaves)
  const count = nodes.length / WORD_BYTES
  invariant(count > 0, 'a tree has at least one leaf')
  invariant(Number.isInteger(count), 'packed nodes have 32 bytes each', { bytes: nodes.length })
  const tree = new Uint8Array(WORD_BYTES * (2 * count - 1)) as MerkleTree
  orderNodes(nodes).forEach((from, position) => {
    const node = nodes.subarray(WORD_BYTES * from, WORD_BYTES * (from + 1))
    tree.set(node, tree.length - WORD_BYTES * (position + 1))
  })
  for (let end = count - 1; end > 0; end -= HASHED_NODES) {
    hashNodes(tree, Math.max(0, end - HASHED_NODES), end)
    yield
  }
  return tree
}

/** Fills in the nodes from the last before `end` down to `begin`. */
function hashNodes(tree: MerkleTree, begin: number, end: number): void {
  for (let i = end - 1; i >= begin; i -= 1) {
    const children = WORD_BYTES * (2 * i + 1)
    tree.set(hashPair(tree.subarray(children, children + 2 * WORD_BYTES)), WORD_BYTES * i)
  }
}

function packHex(leaves: readonly Hex[]): Uint8Array {
  const nodes = new Uint8Array(WORD_BYTES * leaves.length)
  leaves.forEach((leaf, position) => nodes.set(nodeOf(leaf), WORD_BYTES * position))
  return nodes
}

function nodeOf(leaf: Hex): Uint8Array {
  invariant(isHex(leaf, WORD_BYTES), 'a node has 32 bytes', { leaf })
  return fromHex(leaf)
}

const swapped = new Uint8Array(2 * WORD_BYTES)

/** The parent of two nodes side by side, the smaller one hashed first. */
export function hashPair(pair: Uint8Array): Uint8Array {
  if (compareNodes(pair, 0, pair, WORD_BYTES) <= 0) return keccak256(pair)
  swapped.set(pair.subarray(WORD_BYTES))
  swapped.set(pair.subarray(0, WORD_BYTES), WORD_BYTES)
  return keccak256(swapped)
}

/** The root of a set of leaf nodes. */
export const merkleRoot = (leaves: LeafNodes): Root => rootOf(buildTree(leaves))
/** The root of a built tree. */
export const rootOf = (tree: MerkleTree): Root => nodeAt(tree, 0) as Root

/** Number of nodes, inner ones included. */
export const sizeOf = (tree: MerkleTree): number => tree.length / WORD_BYTES

/** A node of a tree. */
export function nodeAt(tree: MerkleTree, index: number): Hex {
  invariant(index >= 0 && index < sizeOf(tree), 'a node of the tree', { index })
  return toHex(tree.subarray(WORD_BYTES * index, WORD_BYTES * (index + 1)))
}

/** Where in the tree a leaf is; of equal leaves the last. The leaves descend, so halves will do. */
export function indexOfLeaf(tree: MerkleTree, leaf: Hex): number {
  const node = nodeOf(leaf)
  let [low, high] = [(sizeOf(tree) - 1) / 2, sizeOf(tree)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (compareNodes(tree, WORD_BYTES * middle, node, 0) < 0) high = middle
    else low = middle + 1
  }
  const index = low - 1
  const found = index >= (sizeOf(tree) - 1) / 2 && nodeAt(tree, index) === leaf
  invariant(found, 'the leaf is in the tree', { leaf })
  return index
}

/** The siblings from a leaf up to the root. */
export function buildProof(tree: MerkleTree, leaf: Hex): readonly Hex[] {
  const proof: Hex[] = []
  for (let i = indexOfLeaf(tree, leaf); i > 0; i = parentOf(i))
    proof.push(nodeAt(tree, siblingOf(i)))
  return proof
}

export const parentOf = (index: number): number => Math.floor((index - 1) / 2)
export const siblingOf = (index: number): number => (index % 2 === 0 ? index - 1 : index + 1)

/** True when `leaf` belongs to the tree with this root; a proof of other than nodes proves none. */
export const verifyInclusion = (root: Hex, leaf: Hex, proof: readonly Hex[]): boolean =>
  rootByPath(leaf, proof) === root

/** The root that a leaf and its proof lead to; null for a proof of other than nodes. */
export function rootByPath(leaf: Hex, proof: readonly Hex[]): Root | null {
  if (![leaf, ...proof].every((node) => isHex(node, WORD_BYTES))) return null
  const pair = new Uint8Array(2 * WORD_BYTES)
  let node = fromHex(leaf)
  for (const sibling of proof) {
    pair.set(node)
    pair.set(fromHex(sibling), WORD_BYTES)
    node = hashPair(pair)
  }
  return toHex(node) as Root
}
