/**
 * Header: what one batch leaves on the chain. Its digest takes the place of a storage slot; the
 * header itself travels in the event and comes back as calldata.
 */
import type { Digest, Hex, Root } from '@pumasi/domain'
import { encodeWords, keccak } from './words.ts'

/** What a coordinator decides about a batch; `prev` and `committedAt` are added by the chain. */
export interface BatchContent {
  readonly unitsRoot: Root
  readonly creditsRoot: Root
  /** SHA-256 of the bundle. */
  readonly dataHash: Digest
  /** SHA-256 of the rules in force. */
  readonly rulesHash: Digest
  /** Number of unit leaves. */
  readonly unitCount: number
  /** Credit of all accounts over all batches up to this one. */
  readonly cumulativeCreditMicro: bigint
}

export interface Header extends BatchContent {
  /** Digest of the header before; the first batch has the ledger's genesis value. */
  readonly prev: Hex
  /** Block time of the commit, Unix seconds. */
  readonly committedAt: number
}

/** Solidity types of the hashed fields in order. */
export const headerTypes = [
  'bytes32',
  'bytes32',
  'bytes32',
  'bytes32',
  'bytes32',
  'uint64',
  'uint64',
  'uint128',
] as const

/** `keccak256(abi.encode(prev, unitsRoot, creditsRoot, dataHash, rulesHash, committedAt, ...))`. */
export const headerDigest = (header: Header): Hex =>
  keccak(
    encodeWords([
      header.prev,
      header.unitsRoot,
      header.creditsRoot,
      header.dataHash,
      header.rulesHash,
      header.committedAt,
      header.unitCount,
      header.cumulativeCreditMicro,
    ]),
  )
