/** Challenges as a reader finds them on a real chain, which may take its newest blocks back. */
import { accountOfKey, hashUnitLeaf } from '@pumasi/proof'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openActions } from './actions.ts'
import { deployLedger } from './deploy.ts'
import { connectDisputes } from './disputes.ts'
import { createRpc } from './rpc.ts'
import { keySigner } from './signing/signer.ts'
import * as testing from './testing/chain.ts'
import { openLedger } from './writer.ts'

const { attestorKeys, committerKey, overpaid, strangerKey } = testing
let test: testing.TestChain
let rpcUrl: string
beforeAll(async () => {
  test = await testing.startTestChain()
  rpcUrl = test.chain.rpcUrl
  // A slow machine must not let a batch become final under a test.
  await rpc('anvil_setBlockTimestampInterval', 1)
})
afterAll(() => test.end())

const rpc = (method: string, ...params: unknown[]) => createRpc(rpcUrl).call(method, params)
const head = async () => Number(await rpc('eth_blockNumber'))

/** A ledger with two hundred blocks above it, then a committed batch of one unit. */
async function challengeable() {
  const staff = { attestors: attestorKeys.map(accountOfKey), commitQuorum: 0 }
  const address = await deployLedger({ rpcUrl, privateKey: committerKey, ...staff })
  // More than a reader goes back anyway.
  await rpc('anvil_mine', '0xc8')
  const ledger = openLedger({ rpcUrl, address, signer: keySigner(committerKey) })
  const { content, leaf } = overpaid(1)
  const unit = { ...(await ledger.commitBatch(1, content)), leaf, proof: [] }
  const disputes = connectDisputes({ rpcUrl, address })
  const { bondWei } = await disputes.fetchTerms()
  const challenge = async () => {
    const { blockNumber } = await openActions({
      ...{ rpcUrl, address, signer: keySigner(strangerKey) },
    }).challenge(unit, bondWei)
    return blockNumber
  }
  const expected = { batchId: 1, unit: hashUnitLeaf(leaf), challenger: accountOfKey(strangerKey) }
  return { disputes, challenge, expected: { ...expected, leaf } }
}

it('a challenge that a reorganisation moves is told again by whoever goes on reading', async () => {
  const { disputes, challenge, expected } = await challengeable()
  const snapshot = await rpc('evm_snapshot')
  await rpc('anvil_mine', '0x3')
  const seenIn = await challenge()
  const { challenges, readTo } = await disputes.fetchChallenges(null)
  expect(challenges).toEqual([expected])

  // Gone with its block: nobody is to rule on it.
  await rpc('evm_revert', snapshot)
  expect(await disputes.isOpen(expected)).toBe(false)
  expect((await disputes.fetchChallenges(readTo)).challenges).toEqual([])

  // Its transaction comes into a block that was read before, a lower one even.
  const movedTo = await challenge()
  expect(movedTo).toBeLessThan(seenIn)
  expect((await disputes.fetchChallenges(readTo)).challenges).toEqual([expected])
  // Which is no reading of the whole chain.
  expect(readTo?.blockNumber).toBeGreaterThan((await head()) - 200)
})

it('regression: one that a deep reorganisation moves, below what is read again, is told', async () => {
  const { disputes, challenge, expected } = await challengeable()
  const snapshot = await rpc('evm_snapshot')
  await rpc('anvil_mine', '0x12c')
  const { challenges, readTo } = await disputes.fetchChallenges(null)
  expect(challenges).toEqual([])

  // Two hundred blocks below what was read, and so the chain above is another one.
  await rpc('evm_revert', snapshot)
  const movedTo = await challenge()
  expect(movedTo).toBeLessThan((readTo?.blockNumber ?? 0) - 100)
  // A node that has not got so far yet.
  expect((await disputes.fetchChallenges(readTo)).challenges).toEqual([expected])
  await rpc('anvil_mine', '0x190')
  const again = await disputes.fetchChallenges(readTo)
  expect(again.challenges).toEqual([expected])
  // Whoever goes on from there reads the newest blocks alone.
  expect((await disputes.fetchChallenges(again.readTo)).challenges).toEqual([])
})
