/** The Ledger port against the real contract on the real anvil. */
import type { Account, Hex } from '@pumasi/domain'
import type { Ledger } from '@pumasi/engine'
import { accountOfKey, headerDigest } from '@pumasi/proof'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deployLedger } from './deploy.ts'
import { connectLedger } from './reader.ts'
import { createRpc } from './rpc.ts'
import { keySigner } from './signing/signer.ts'
import { committerKey, contentOf, startTestChain, strangerKey } from './testing/chain.ts'
import type { TestChain } from './testing/chain.ts'
import { openLedger } from './writer.ts'

let test: TestChain
let rpcUrl: string
let address: Account
let ledger: Ledger

beforeAll(async () => {
  test = await startTestChain()
  rpcUrl = test.chain.rpcUrl
})
afterAll(() => test.end())
beforeEach(async () => {
  address = await deployLedger({ rpcUrl, privateKey: committerKey })
  ledger = openLedger({ rpcUrl, address, signer: keySigner(committerKey) })
})

const commit = (id: number) => ledger.commitBatch(id, contentOf(id))

describe('identify', () => {
  it('tells chain, address, genesis and rate', async () => {
    const genesis: Hex = `0x${'ab'.repeat(32)}`
    const successor = await deployLedger({ rpcUrl, privateKey: committerKey, genesis })
    const chain = { chainId: 31_337n, address: successor }
    const expected = { ...chain, genesis, fuelPerCreditMicro: 1_000n }
    expect(await connectLedger({ rpcUrl, address: successor }).identify()).toEqual(expected)
    const first = openLedger({ rpcUrl, address: successor, signer: keySigner(committerKey) })
    expect((await first.commitBatch(1, contentOf(1))).header.prev).toBe(genesis)
  })

  it('takes an address in any case of letters', async () => {
    const mixed = `0x${address.slice(2).toUpperCase()}`
    expect((await connectLedger({ rpcUrl, address: mixed }).identify()).address).toBe(address)
  })

  it('names an address without a contract', async () => {
    const nowhere = connectLedger({ rpcUrl, address: `0x${'11'.repeat(20)}` })
    await expect(nowhere.identify()).rejects.toMatchObject({ code: 'CHAIN_NO_CONTRACT' })
    await expect(nowhere.fetchBatches(1, 1)).rejects.toMatchObject({ code: 'CHAIN_NO_CONTRACT' })
  })

  it.each([
    ['that stops at once', '0x00'],
    ['that answers nothing', '0x6000f3'],
    ['that reverts', '0x60006000fd'],
    ['that answers every call with zeros', '0x6101006000f3'],
  ])('names a contract %s', async (_, code) => {
    const other = `0x${'22'.repeat(20)}`
    await createRpc(rpcUrl).call('anvil_setCode', [other, code])
    await expect(connectLedger({ rpcUrl, address: other }).identify()).rejects.toMatchObject({
      code: 'CHAIN_WRONG_CONTRACT',
    })
  })

  it('names another chain', async () => {
    const reader = connectLedger({ rpcUrl, address, chainId: 1n })
    await expect(reader.identify()).rejects.toMatchObject({
      code: 'CHAIN_WRONG_ID',
      details: { found: 31_337n, expected: 1n },
    })
  })
})

describe('commitBatch', () => {
  it('reports what the chain has', async () => {
    const first = await commit(1)
    const second = await commit(2)
    expect(first).toMatchObject({
      id: 1,
      header: { ...contentOf(1), prev: `0x${'00'.repeat(32)}` },
    })
    expect(second.header.prev).toBe(first.digest)
    expect(headerDigest(second.header)).toBe(second.digest)
    expect(second.blockNumber).toBe(first.blockNumber + 1)
    expect(await ledger.fetchBatchCount()).toBe(2)
  })

  it('costs at most 63,000 gas, the first as the later ones, whatever the number of units', async () => {
    for (const [id, unitCount] of [1, 10_000, 1_000_000].entries()) {
      const content = { ...contentOf(id + 1), unitCount }
      expect((await ledger.commitBatch(id + 1, content)).gasUsed).toBeLessThanOrEqual(63_000n)
    }
  })

  it('answers the old commit when the id has this content already', async () => {
    const report = await commit(1)
    expect(await commit(1)).toEqual(report)
    const restarted = openLedger({ rpcUrl, address, signer: keySigner(committerKey) })
    // Only who sent it knows how long it took.
    expect(report.timing).not.toBeNull()
    expect(await restarted.commitBatch(1, contentOf(1))).toEqual({ ...report, timing: null })
    expect(await ledger.fetchBatchCount()).toBe(1)
  })

  it.each([
    ['unitsRoot', { unitsRoot: contentOf(9).unitsRoot }],
    ['creditsRoot', { creditsRoot: contentOf(9).creditsRoot }],
    ['dataHash', { dataHash: contentOf(9).dataHash }],
    ['rulesHash', { rulesHash: contentOf(9).dataHash }],
    ['unitCount', { unitCount: 11 }],
    ['cumulativeCreditMicro', { cumulativeCreditMicro: 1_000_001n }],
  ] as const)('refuses an id that holds another %s', async (field, change) => {
    await commit(1)
    const other = { ...contentOf(1), ...change }
    await expect(ledger.commitBatch(1, other)).rejects.toMatchObject({
      code: 'LEDGER_CONTRADICTS',
      details: { id: 1, field, found: contentOf(1)[field], expected: other[field] },
    })
  })

  it('puts calls made at the same time one after another', async () => {
    const reports = await Promise.all([commit(1), commit(2), commit(3), commit(2)])
    expect(reports.map(({ id }) => id)).toEqual([1, 2, 3, 2])
    expect(await ledger.fetchBatchCount()).toBe(3)
  })

  it('refuses a gap', async () => {
    await expect(commit(2)).rejects.toMatchObject({
      code: 'LEDGER_OUT_OF_ORDER',
      details: { found: 2, expected: 1 },
    })
  })

  it('gives the reason of the contract', async () => {
    await commit(2).catch(() => undefined)
    await commit(1)
    const absurd = { ...contentOf(2), cumulativeCreditMicro: 2n ** 100n }
    await expect(ledger.commitBatch(2, absurd)).rejects.toMatchObject({
      code: 'LEDGER_REFUSED',
      details: { reason: 'CreditTooLarge', max: String(2n ** 96n - 1n), found: String(2n ** 100n) },
    })
  })

  it('refuses a key that is not the committer', async () => {
    const stranger = openLedger({ rpcUrl, address, signer: keySigner(strangerKey) })
    await expect(stranger.commitBatch(1, contentOf(1))).rejects.toMatchObject({
      code: 'CHAIN_NOT_COMMITTER',
      details: { found: accountOfKey(strangerKey), expected: accountOfKey(committerKey) },
    })
  })

  it('says how much money is missing', async () => {
    const rpc = createRpc(rpcUrl)
    const account = accountOfKey(committerKey)
    const balance = await rpc.call('eth_getBalance', [account, 'latest'])
    await rpc.call('anvil_setBalance', [account, '0x1'])
    await expect(commit(1)).rejects.toMatchObject({
      code: 'CHAIN_NO_FUNDS',
      details: { account, balance: 1n },
    })
    await rpc.call('anvil_setBalance', [account, balance])
  })

  it.each(['', '0x', 'nonsense', `0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`])(
    'refuses the key %j without repeating it',
    (privateKey) => {
      const open = () => openLedger({ rpcUrl, address, signer: keySigner(privateKey) })
      expect(open).toThrow(expect.objectContaining({ code: 'CHAIN_BAD_KEY' }))
    },
  )
})

describe('a transaction under way', () => {
  const rpc = () => createRpc(rpcUrl)
  const hold = () => rpc().call('evm_setAutomine', [false])
  const release = async () => {
    await rpc().call('evm_setAutomine', [true])
    await rpc().call('evm_mine', [])
  }
  afterEach(release)

  it('is found by a later life of the sender, not sent twice', async () => {
    await hold()
    const hasty = openLedger({ rpcUrl, address, signer: keySigner(committerKey), waitMs: 0 })
    await expect(hasty.commitBatch(1, contentOf(1))).rejects.toMatchObject({
      code: 'CHAIN_COMMIT_PENDING',
      retryable: true,
    })
    const again = openLedger({ rpcUrl, address, signer: keySigner(committerKey), waitMs: 0 })
    await expect(again.commitBatch(1, contentOf(1))).rejects.toMatchObject({
      code: 'CHAIN_COMMIT_PENDING',
    })
    await release()
    const report = await again.commitBatch(1, contentOf(1))
    expect(report).toMatchObject({ id: 1, header: contentOf(1) })
    expect(await ledger.fetchBatchCount()).toBe(1)
  })

  /** Resolves when as many transactions as that wait for a block. */
  const waiting = (count: number) =>
    expect
      .poll(async () => ((await rpc().call('txpool_status', [])) as { pending: string }).pending)
      .toBe(`0x${count.toString(16)}`)
  const nonce = () =>
    rpc()
      .call('eth_getTransactionCount', [accountOfKey(committerKey), 'latest'])
      .then(Number)
  const patient = (waitMs: number) =>
    openLedger({ rpcUrl, address, signer: keySigner(committerKey), waitMs })

  it('that pays too little is replaced by one that pays enough, and one is mined', async () => {
    const before = await nonce()
    await hold()
    await expect(patient(0).commitBatch(1, contentOf(1))).rejects.toMatchObject({
      code: 'CHAIN_COMMIT_PENDING',
    })
    await rpc().call('anvil_setNextBlockBaseFeePerGas', ['0x174876e800'])
    await release()
    expect(await ledger.fetchBatchCount()).toBe(0)
    expect(await patient(1_000).commitBatch(1, contentOf(1))).toMatchObject({ id: 1 })
    expect(await nonce()).toBe(before + 1)
    await waiting(0)
  })

  it('that the node forgot is given to it again', async () => {
    await hold()
    const commit = patient(60_000).commitBatch(1, contentOf(1))
    await waiting(1)
    await rpc().call('anvil_dropAllTransactions', [])
    await waiting(1)
    await release()
    expect((await commit).header).toMatchObject(contentOf(1))
  })

  it('whose chain lost the blocks before it is void', async () => {
    const snapshot = await rpc().call('evm_snapshot', [])
    await commit(1)
    await hold()
    const second = patient(60_000).commitBatch(2, contentOf(2))
    await waiting(1)
    await rpc().call('evm_revert', [snapshot])
    // A node in the middle of losing blocks may answer nothing that makes sense.
    const codes = ['CHAIN_TRANSACTION_LOST', 'CHAIN_UNREACHABLE', 'CHAIN_BEHIND']
    const code: unknown = expect.toBeOneOf(codes)
    await expect(second).rejects.toMatchObject({ code, retryable: true })
    await release()
    await commit(1)
    await commit(2)
    expect(await ledger.fetchBatchCount()).toBe(2)
  })

  it('of another coordinator with the same key is taken for its own', async () => {
    const before = await nonce()
    for (const id of [1, 2, 3]) {
      const reports = await Promise.all(
        [1, 2, 3].map(() => patient(60_000).commitBatch(id, contentOf(id))),
      )
      // How long it took is each one's own: all of them may have handed the same bytes to the node.
      const [first, ...others] = reports.map((report) => ({ ...report, timing: null }))
      for (const other of others) expect(other).toEqual(first)
    }
    expect(await ledger.fetchBatchCount()).toBe(3)
    expect(await nonce()).toBe(before + 3)
  })

  it('keeps nobody waiting for a batch that is there already', async () => {
    const report = await commit(1)
    await hold()
    const hasty = openLedger({ rpcUrl, address, signer: keySigner(committerKey), waitMs: 0 })
    await expect(hasty.commitBatch(2, contentOf(2))).rejects.toMatchObject({
      code: 'CHAIN_COMMIT_PENDING',
    })
    expect(await hasty.commitBatch(1, contentOf(1))).toEqual({ ...report, timing: null })
  })
})

describe('fetchBatches', () => {
  it('gives any range, in order', async () => {
    for (const id of [1, 2, 3, 4]) await commit(id)
    const reader = connectLedger({ rpcUrl, address })
    const ids = async (from: number, to: number) =>
      (await reader.fetchBatches(from, to)).map(({ id }) => id)
    expect(await ids(1, 4)).toEqual([1, 2, 3, 4])
    expect(await ids(2, 3)).toEqual([2, 3])
    expect(await ids(4, 4)).toEqual([4])
    expect(await ids(1, 1)).toEqual([1])
    expect(await ids(1, 0)).toEqual([])
  })

  it.each([
    [0, 1],
    [1, 2],
    [3, 3],
  ])('refuses %i..%i of one batch', async (from, to) => {
    await commit(1)
    await expect(ledger.fetchBatches(from, to)).rejects.toMatchObject({
      code: 'LEDGER_UNKNOWN_BATCH',
      details: { from, to, batchCount: 1 },
    })
  })
})
