import type { Account, Digest, Root } from '@pumasi/domain'
import type { CreditProof } from '@pumasi/proof'
import { hashCreditLeaf } from '@pumasi/proof'
import { expect, test } from 'vitest'
import { compareOutlook, stateOf } from './sync-state.ts'

const account: Account = `0x${'12'.repeat(20)}` as Account
const leaf = { account, cumulativeCreditMicro: 5n }
const word = `0x${'ab'.repeat(32)}` as const
/** A table of one row, whose root is that row. */
const proof: CreditProof = {
  ...{ id: 3, leaf, proof: [] },
  header: {
    ...{ prev: word, unitsRoot: word as Root, creditsRoot: hashCreditLeaf(leaf) as Root },
    ...{ dataHash: word as Digest, rulesHash: word as Digest },
    ...{ committedAt: 1, unitCount: 1, cumulativeCreditMicro: 5n },
  },
}
const newest = { proof, finalAt: 9 }
const proposal = { chainId: 1n, to: account, data: word, gas: 1n, value: 0n, feeWei: 1n }

test.each([
  ['ready', { final: proof, newest, proposal }],
  ['level', { final: proof, newest, proposal: null }],
  ['early', { final: null, newest, proposal: null }],
  ['nothing', { final: null, newest: null, proposal: null }],
] as const)('%s', (state, outlook) => {
  expect(stateOf(outlook)).toBe(state)
})

test('what a proof leads to stands beside what the chain has', () => {
  const root = hashCreditLeaf(leaf)
  expect(compareOutlook({ final: proof })).toEqual([
    { field: 'creditsRoot', found: root, expected: root },
  ])
  const raised = { ...proof, leaf: { ...leaf, cumulativeCreditMicro: 6n } }
  expect(compareOutlook({ final: raised })[0]?.found).not.toBe(root)
  expect(compareOutlook({ final: { ...proof, proof: ['0x12'] } })[0]?.found).toBe('null')
  expect(compareOutlook({ final: null })).toEqual([])
})
