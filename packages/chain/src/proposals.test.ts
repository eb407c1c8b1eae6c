/** What a wallet elsewhere is given to sign does on the chain what was foreseen. */
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployLedger } from './deploy.ts'
import { createNode } from './node.ts'
import { followTransaction, proposeActions } from './proposals.ts'
import { connectLedger } from './reader.ts'
import { createRpc } from './rpc.ts'
import { createSender } from './sender.ts'
import { keySigner } from './signing/signer.ts'
import { committerKey, startTestChain, strangerKey } from './testing/chain.ts'
import type { TestChain } from './testing/chain.ts'

let test: TestChain
let address: Account
beforeAll(async () => {
  test = await startTestChain()
  address = await deployLedger({ rpcUrl: test.chain.rpcUrl, privateKey: committerKey })
})
afterAll(() => test.end())

const from = accountOfKey(strangerKey)
const place = () => ({ rpcUrl: test.chain.rpcUrl, address })

it('is followed into its block, and took what was foreseen', async () => {
  const { rpcUrl } = test.chain
  const proposal = await proposeActions({ ...place(), from }).revokeSessions()
  expect(proposal).toMatchObject({ chainId: 31_337n, to: address })
  const sender = createSender(createNode(createRpc(rpcUrl)), keySigner(strangerKey), 60_000)
  const { txHash } = await sender.send(proposal, await sender.settle())
  const report = await followTransaction(place(), txHash, 60_000)
  expect(report).toMatchObject({ txHash, blockNumber: expect.any(Number) })
  expect(report.gasUsed).toBeLessThanOrEqual(proposal.gas)
  expect((await connectLedger(place()).fetchAccount(from)).epoch).toBe(1)
})

it('refuses what the contract refuses, before anybody pays', async () => {
  const word: Hex = `0x${'ab'.repeat(32)}`
  const header = {
    ...{ prev: word, unitsRoot: word, creditsRoot: word, dataHash: word, rulesHash: word },
    ...{ committedAt: 1, unitCount: 1, cumulativeCreditMicro: 5n },
  } as never
  const leaf = { account: from, cumulativeCreditMicro: 5n }
  const sync = proposeActions({ ...place(), from }).syncCredit({ id: 1, header, leaf, proof: [] })
  await expect(sync).rejects.toMatchObject({ code: 'LEDGER_REFUSED' })
})

it('says of a transaction that no block has that it may still come', async () => {
  const txHash: Hex = `0x${'01'.repeat(32)}`
  await expect(followTransaction(place(), txHash, 0)).rejects.toMatchObject({
    ...{ code: 'CHAIN_COMMIT_PENDING', retryable: true },
  })
})
