import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { toHex } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditLeafTypes, hashCreditLeaf, hashUnitLeaf, unitLeafTypes } from './leaf.ts'
import { packCreditLeaves, packUnitLeaves } from './leaf.ts'
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

  it('are packed one after another', () => {
    const join = (nodes: readonly Hex[]) => `0x${nodes.map((node) => node.slice(2)).join('')}`
    fc.assert(
      fc.property(fc.array(anyUnitLeaf), fc.array(anyCreditLeaf), (units, credits) => {
        expect(toHex(packUnitLeaves(units))).toBe(join(units.map(hashUnitLeaf)))
        expect(toHex(packCreditLeaves(credits))).toBe(join(credits.map(hashCreditLeaf)))
      }),
    )
  })
})
