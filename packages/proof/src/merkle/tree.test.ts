import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import { fromHex, utf8 } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keccak } from '../words.ts'
import { buildProof, buildTree, merkleRoot, rootOf, treeInStints, verifyInclusion } from './tree.ts'
import { hexOf } from '../testing/samples.ts'

const node = hexOf(32) as fc.Arbitrary<Hex>
const nodes = fc.uniqueArray(node, { minLength: 1, maxLength: 70 })

describe('against the reference library', () => {
  it('roots and proofs are the same for any set of leaves', () => {
    fc.assert(
      fc.property(nodes, (leaves) => {
        const reference = SimpleMerkleTree.of(leaves)
        const tree = buildTree(leaves)
        expect(rootOf(tree)).toBe(reference.root)
        for (const leaf of leaves) expect(buildProof(tree, leaf)).toEqual(reference.getProof(leaf))
      }),
    )
  })

  it('roots are the same with leaves that occur twice', () => {
    fc.assert(
      fc.property(nodes, fc.nat(), (leaves, position) => {
        const twice = [...leaves, leaves[position % leaves.length] as Hex]
        expect(merkleRoot(twice)).toBe(SimpleMerkleTree.of(twice).root)
      }),
    )
  })
})

describe('a tree', () => {
  it('has one root for one set, in any order', () => {
    fc.assert(
      fc.property(nodes, (leaves) => {
        expect(merkleRoot([...leaves].reverse())).toBe(merkleRoot(leaves))
      }),
    )
  })

  it('of one leaf is that leaf', () => {
    const [leaf] = fc.sample(node, 1) as [Hex]
    expect(merkleRoot([leaf])).toBe(leaf)
    expect(buildProof(buildTree([leaf]), leaf)).toEqual([])
    expect(verifyInclusion(leaf, leaf, [])).toBe(true)
  })

  it('of nothing does not exist', () => {
    expect(() => buildTree([])).toThrow(expect.objectContaining({ code: 'INVARIANT_BROKEN' }))
  })

  it('is the same of packed leaves', () => {
    fc.assert(
      fc.property(nodes, (leaves) => {
        const packed = fromHex(`0x${leaves.map((leaf) => leaf.slice(2)).join('')}`)
        expect(buildTree(packed)).toEqual(buildTree(leaves))
      }),
    )
  })

  it.each([31, 33, 100])('of %i packed bytes does not exist', (length) => {
    const broken = expect.objectContaining({ code: 'INVARIANT_BROKEN' })
    expect(() => buildTree(new Uint8Array(length))).toThrow(broken)
  })

  it('leaves its input alone', () => {
    const leaves = Object.freeze(['0x02', '0x01'].map((end) => end.padEnd(66, '0') as Hex))
    expect(() => buildTree(leaves)).not.toThrow()
  })

  it('proves no leaf that is not in it, not even one of its inner nodes', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(node, { minLength: 3, maxLength: 20 }),
        node,
        (leaves, stranger) => {
          const tree = buildTree(leaves)
          const missing = expect.objectContaining({ code: 'INVARIANT_BROKEN' })
          expect(() => buildProof(tree, stranger)).toThrow(missing)
          expect(() => buildProof(tree, rootOf(tree))).toThrow(missing)
        },
      ),
    )
  })
})

describe('verifyInclusion', () => {
  const cases = fc.record({
    leaves: fc.uniqueArray(node, { minLength: 2, maxLength: 40 }),
    position: fc.nat(),
    stranger: node,
    level: fc.nat(),
  })

  it('believes a proof for its leaf and for no other', () => {
    fc.assert(
      fc.property(cases, ({ leaves, position, stranger }) => {
        const tree = buildTree(leaves)
        const leaf = leaves[position % leaves.length] as Hex
        const proof = buildProof(tree, leaf)
        expect(verifyInclusion(rootOf(tree), leaf, proof)).toBe(true)
        expect(verifyInclusion(rootOf(tree), stranger, proof)).toBe(false)
        expect(verifyInclusion(stranger, leaf, proof)).toBe(false)
      }),
    )
  })

  it('believes no altered, shortened or lengthened proof', () => {
    fc.assert(
      fc.property(cases, ({ leaves, position, stranger, level }) => {
        const tree = buildTree(leaves)
        const leaf = leaves[position % leaves.length] as Hex
        const proof = buildProof(tree, leaf)
        const verdict = (other: readonly Hex[]) => verifyInclusion(rootOf(tree), leaf, other)
        expect(verdict(proof.with(level % proof.length, stranger))).toBe(false)
        expect(verdict(proof.slice(1))).toBe(false)
        expect(verdict(proof.slice(0, -1))).toBe(false)
        expect(verdict([...proof, stranger])).toBe(false)
      }),
    )
  })

  it.each([
    '0x',
    '0x00',
    'hello',
    `0x${'A'.repeat(64)}`,
    `0x${'g'.repeat(64)}`,
    `0x${'00'.repeat(33)}`,
  ])('takes %j for no node, without throwing', (junk) => {
    const leaves = fc.sample(nodes, 1)[0] as Hex[]
    expect(verifyInclusion(merkleRoot(leaves), leaves[0] as Hex, [junk as Hex])).toBe(false)
  })
})

describe('a tree of many leaves', () => {
  it('lets others have the thread after each thousand nodes, and is the same', () => {
    const leaves = Array.from({ length: 5_001 }, (_, n) => keccak(utf8(`leaf ${n}`)))
    const work = treeInStints(leaves)
    let pauses = 0
    let step = work.next()
    for (; step.done !== true; step = work.next()) pauses += 1
    expect(pauses).toBe(5)
    expect(rootOf(step.value)).toBe(merkleRoot(leaves))
    expect(rootOf(step.value)).toBe(merkleRoot(leaves.toReversed()))
  })
})
