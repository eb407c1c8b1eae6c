import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditLeafTypes, hashCreditLeaf, hashUnitLeaf, unitLeafTypes } from './leaf.ts'
import { anyCreditLeaf, anyUnitLeaf } from './testing/samples.ts'

// A tree of one leaf is that leaf's node. The record's order is the encoding's order.
const reference = (values: unknown[], types: readonly string[]): string =>
  StandardMerkleTree.of([values], [...types]).root

describe('leaves', () => {
  it("of units are OpenZeppelin's", () => {
    fc.assert(
      fc.property(anyUnitLeaf, (leaf) => {
        const { jobId, unitIndex, index, programHash, inputHash, outputHash } = leaf
        const values = [jobId, unitIndex, index, programHash, inputHash, outputHash]
        const expected = reference(
          [...values, leaf.fuel, leaf.account, leaf.creditMicro],
          unitLeafTypes,
        )
        expect(hashUnitLeaf(leaf)).toBe(expected)
      }),
    )
  })

  it("of credits are OpenZeppelin's", () => {
    fc.assert(
      fc.property(anyCreditLeaf, (leaf) => {
        const expected = reference([leaf.account, leaf.cumulativeCreditMicro], creditLeafTypes)
        expect(hashCreditLeaf(leaf)).toBe(expected)
      }),
    )
  })
})
