/**
 * Leaves: what one credited execution and one account's balance look like inside a tree, in
 * OpenZeppelin's StandardMerkleTree encoding (double keccak of `abi.encode`).
 */
import { runAtOnce, toHex } from '@pumasi/domain'
import type { Account, Digest, Hex, JobId, Stints } from '@pumasi/domain'
import { keccak256 } from './keccak.ts'
import { WORD_BYTES, encodeWords } from './words.ts'
import type { Word } from './words.ts'

/** One credited execution. `index` is its position in the batch: a sorted-pair tree proves none. */
export interface UnitLeaf {
  readonly jobId: JobId
  readonly unitIndex: number
  readonly index: number
  readonly programHash: Digest
  readonly inputHash: Digest
  readonly outputHash: Digest
  readonly fuel: bigint
  readonly account: Account
  readonly creditMicro: bigint
}

/** An account's credit over all batches up to and including one. */
export interface CreditLeaf {
  readonly account: Account
  readonly cumulativeCreditMicro: bigint
}

/** Solidity types of {@link UnitLeaf} in order. */
export const unitLeafTypes = [
  'bytes32',
  'uint64',
  'uint64',
  'bytes32',
  'bytes32',
  'bytes32',
  'uint64',
  'address',
  'uint128',
] as const
/** Solidity types of {@link CreditLeaf} in order. */
export const creditLeafTypes = ['address', 'uint128'] as const

const unitWords = (leaf: UnitLeaf): readonly Word[] => [
  leaf.jobId,
  leaf.unitIndex,
  leaf.index,
  leaf.programHash,
  leaf.inputHash,
  leaf.outputHash,
  leaf.fuel,
  leaf.account,
  leaf.creditMicro,
]
const creditWords = (leaf: CreditLeaf): readonly Word[] => [
  leaf.account,
  leaf.cumulativeCreditMicro,
]

const nodeOf = (words: readonly Word[]): Uint8Array => keccak256(keccak256(encodeWords(words)))

/** The tree node of a unit leaf. */
export const hashUnitLeaf = (leaf: UnitLeaf): Hex => toHex(nodeOf(unitWords(leaf)))
/** The tree node of a credit leaf. */
export const hashCreditLeaf = (leaf: CreditLeaf): Hex => toHex(nodeOf(creditWords(leaf)))

/** The tree nodes of unit leaves, packed for {@link buildTree}. */
export const packUnitLeaves = (leaves: readonly UnitLeaf[]): Uint8Array =>
  runAtOnce(unitNodesInStints(leaves))
/** The tree nodes of credit leaves, packed for {@link buildTree}. */
export const packCreditLeaves = (leaves: readonly CreditLeaf[]): Uint8Array =>
  runAtOnce(creditNodesInStints(leaves))

/** The same of many leaves. */
export const unitNodesInStints = (leaves: readonly UnitLeaf[]): Stints<Uint8Array> =>
  packNodes(leaves, unitWords)
/** The same of many leaves. */
export const creditNodesInStints = (leaves: readonly CreditLeaf[]): Stints<Uint8Array> =>
  packNodes(leaves, creditWords)

/** Leaves hashed in one stint: some milliseconds, more in plain JavaScript. */
const HASHED_LEAVES = 500

function* packNodes<Leaf>(
  leaves: readonly Leaf[],
  wordsOf: (leaf: Leaf) => readonly Word[],
): Stints<Uint8Array> {
  const nodes = new Uint8Array(WORD_BYTES * leaves.length)
  for (let from = 0; from < leaves.length; from += HASHED_LEAVES) {
    leaves.slice(from, from + HASHED_LEAVES).forEach((leaf, position) => {
      nodes.set(nodeOf(wordsOf(leaf)), WORD_BYTES * (from + position))
    })
    yield
  }
  return nodes
}
