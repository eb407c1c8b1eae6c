import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import type { Hex } from '@pumasi/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexOf } from '../testing/samples.ts'
import { buildMultiProof, verifyMultiProof } from './multiproof.ts'
import type { MultiProof } from './multiproof.ts'
import { buildTree, rootOf } from './tree.ts'

const node = hexOf(32) as fc.Arbitrary<Hex>
const cases = fc.uniqueArray(node, { minLength: 1, maxLength: 40 }).chain((leaves) =>
  fc.record({
    leaves: fc.constant(leaves),
    some: fc.shuffledSubarray(leaves, { minLength: 1 }),
    stranger: node,
    place: fc.nat(),
  }),
)

describe('a multiproof', () => {
  it('is the reference library’s, and each believes the other’s', () => {
    fc.assert(
      fc.property(cases, ({ leaves, some }) => {
        const reference = SimpleMerkleTree.of(leaves)
        const expected = reference.getMultiProof(some)
        const tree = buildTree(leaves)
        const proof = buildMultiProof(tree, some)
        expect(proof).toEqual(expected)
        expect(SimpleMerkleTree.verifyMultiProof(reference.root, proof as never)).toBe(true)
        expect(verifyMultiProof(rootOf(tree), expected as MultiProof)).toBe(true)
      }),
    )
  })

  it('proves nothing once any node of it is another, is gone or is one too many', () => {
    fc.assert(
      fc.property(cases, ({ leaves, some, stranger, place }) => {
        const tree = buildTree(leaves)
        const whole = buildMultiProof(tree, some)
        const believed = (change: Partial<MultiProof>): boolean =>
          verifyMultiProof(rootOf(tree), { ...whole, ...change })
        expect(verifyMultiProof(stranger, whole)).toBe(false)
        const at = place % whole.leaves.length
        expect(believed({ leaves: whole.leaves.with(at, stranger) })).toBe(false)
        expect(believed({ leaves: whole.leaves.toSpliced(at, 1) })).toBe(false)
        expect(believed({ leaves: [...whole.leaves, stranger] })).toBe(false)
        expect(believed({ proof: [...whole.proof, stranger] })).toBe(false)
        expect(believed({ proofFlags: [...whole.proofFlags, true] })).toBe(false)
        if (whole.proof.length === 0) return
        const other = place % whole.proof.length
        expect(believed({ proof: whole.proof.with(other, stranger) })).toBe(false)
        expect(believed({ proof: whole.proof.toSpliced(other, 1) })).toBe(false)
      }),
    )
  })

  const one: Hex = `0x${'11'.repeat(32)}`
  it.each<[string, MultiProof]>([
    ['no leaf', { leaves: [], proof: [one], proofFlags: [] }],
    ['nothing at all', { leaves: [], proof: [], proofFlags: [] }],
    ['flags that take more than there is', { leaves: [one], proof: [one], proofFlags: [true] }],
    ['nodes that are left over', { leaves: [one, one], proof: [], proofFlags: [false] }],
    ['leaves that are no nodes', { leaves: ['0x11'], proof: [], proofFlags: [] }],
    ['a proof of no nodes', { leaves: [one], proof: ['hello' as Hex], proofFlags: [false] }],
  ])('of %s proves nothing, without throwing', (_, proof) => {
    for (const root of [one, '0x11', 'hello'] as Hex[]) {
      expect(verifyMultiProof(root, proof)).toBe(false)
    }
  })

  it('is made of leaves of the tree only, each once, and of one at least', () => {
    const tree = buildTree([one])
    const broken = expect.objectContaining({ code: 'INVARIANT_BROKEN' })
    expect(() => buildMultiProof(tree, [])).toThrow(broken)
    expect(() => buildMultiProof(tree, [one, one])).toThrow(broken)
    expect(() => buildMultiProof(tree, [`0x${'22'.repeat(32)}`])).toThrow(broken)
  })
})
