/**
 * Leaves: what one credited execution and one account's balance look like inside a tree, in
 * OpenZeppelin's StandardMerkleTree encoding (double keccak of `abi.encode`).
 */
import { fromHex } from '@pumasi/domain'
import type { Account, Digest, Hex, JobId } from '@pumasi/domain'
import { encodeWords, keccak } from './words.ts'

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

const doubleKeccak = (bytes: Uint8Array): Hex => keccak(fromHex(keccak(bytes)))

/** The tree node of a unit leaf. */
export const hashUnitLeaf = (leaf: UnitLeaf): Hex =>
  doubleKeccak(
    encodeWords([
      leaf.jobId,
      leaf.unitIndex,
      leaf.index,
      leaf.programHash,
      leaf.inputHash,
      leaf.outputHash,
      leaf.fuel,
      leaf.account,
      leaf.creditMicro,
    ]),
  )

/** The tree node of a credit leaf. */
export const hashCreditLeaf = (leaf: CreditLeaf): Hex =>
  doubleKeccak(encodeWords([leaf.account, leaf.cumulativeCreditMicro]))
