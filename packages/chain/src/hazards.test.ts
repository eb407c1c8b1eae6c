/** What may happen to a commit on its way: the real anvil behind a node that misbehaves. */
import type { Account } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deployLedger } from './deploy.ts'
import { createRpc } from './rpc.ts'
import { keySigner } from './signing/signer.ts'
import { committerKey, contentOf, startTestChain } from './testing/chain.ts'
import type { TestChain } from './testing/chain.ts'
import { startLyingNode } from './testing/lying-node.ts'
import type { Answerer, LyingNode } from './testing/lying-node.ts'
import { openLedger } from './writer.ts'

let test: TestChain
let address: Account
const committer = accountOfKey(committerKey)
const signer = keySigner(committerKey)
const rpc = (method: string, ...params: unknown[]) =>
  createRpc(test.chain.rpcUrl).call(method, params)
const nonce = async () => Number(await rpc('eth_getTransactionCount', committer, 'latest'))
const balance = async () => BigInt(String(await rpc('eth_getBalance', committer, 'latest')))

beforeAll(async () => {
  test = await startTestChain()
})
afterAll(() => test.end())
beforeEach(async () => {
  address = await deployLedger({ rpcUrl: test.chain.rpcUrl, privateKey: committerKey })
})

const nodes: LyingNode[] = []
afterEach(() => nodes.splice(0).forEach(({ close }) => close()))

/** A ledger behind a node that answers in its own way. */
async function behind(answer: Answerer) {
  const node = await startLyingNode(test.chain.rpcUrl, answer)
  nodes.push(node)
  return openLedger({ rpcUrl: node.url, address, signer, waitMs: 1_000 })
}
const straight = (confirmations = 1) =>
  openLedger({ rpcUrl: test.chain.rpcUrl, address, signer, confirmations, waitMs: 60_000 })

describe('a commit', () => {
  it('whose node goes away between sending and answering is found, not sent again', async () => {
    let away = false
    const ledger = await behind(async ({ method }, truth) => {
      if (away) return { no: 'sense' }
      const result = await truth()
      if (method === 'eth_sendRawTransaction') away = true
      return away ? { no: 'sense' } : result
    })
    const before = await nonce()
    const lost = ledger.commitBatch(1, contentOf(1))
    await expect(lost).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE', retryable: true })
    away = false
    // Found by a process that did not send it, which therefore tells no times.
    const found = await straight().commitBatch(1, contentOf(1))
    expect(found).toMatchObject({ id: 1, timing: null })
    expect(await nonce()).toBe(before + 1)
  })

  it('counted a moment before its receipt is there is not given up', async () => {
    let early = true
    const ledger = await behind(async ({ method }, truth) => {
      if (method !== 'eth_getTransactionReceipt' || !early) return truth()
      early = false
      return null
    })
    const before = await nonce()
    expect(await ledger.commitBatch(1, contentOf(1))).toMatchObject({ id: 1 })
    expect(await nonce()).toBe(before + 1)
  })

  it('is not signed for another chain that the node moved to', async () => {
    let moved = false
    const sent: string[] = []
    const ledger = await behind(({ method }, truth) => {
      sent.push(method)
      return moved && method === 'eth_chainId' ? Promise.resolve('0x1') : truth()
    })
    await ledger.identify()
    moved = true
    const details = { found: 1n, expected: 31_337n }
    const commit = ledger.commitBatch(1, contentOf(1))
    await expect(commit).rejects.toMatchObject({ code: 'CHAIN_WRONG_ID', details })
    expect(sent).not.toContain('eth_sendRawTransaction')
  })

  it('through a node that lags behind what it mined is retried, and there once', async () => {
    // It answers calls from before the commit until it is asked often enough.
    let stale: unknown
    let patience = 3
    const ledger = await behind(async ({ method, params }, truth) => {
      const { data } = (params[0] ?? {}) as { data?: string }
      const isCount = method === 'eth_call' && data?.length === 10
      if (isCount && stale !== undefined && patience-- > 0) return stale
      const result = await truth()
      if (method === 'eth_call' && BigInt(String(result)) === 0n && isCount) stale = result
      return result
    })
    const before = await nonce()
    const outcomes: unknown[] = []
    for (let attempt = 0; attempt < 4 && outcomes.at(-1) !== 1; attempt += 1) {
      const outcome = await ledger.commitBatch(1, contentOf(1)).then(
        ({ id }) => id,
        (error: unknown) => (error as { retryable: boolean }).retryable,
      )
      outcomes.push(outcome)
    }
    expect(outcomes.at(-1)).toBe(1)
    expect(outcomes.slice(0, -1).every((retryable) => retryable === true)).toBe(true)
    expect(await nonce()).toBe(before + 1)
  })

  it('of other content under the same id, at the same moment, is refused: the first one stays', async () => {
    const answers = await Promise.allSettled(
      [1, 9].map((content) => straight().commitBatch(1, contentOf(content))),
    )
    const kept = answers.filter(({ status }) => status === 'fulfilled')
    const refused = answers.filter(({ status }) => status === 'rejected')
    expect([kept.length, refused.length]).toEqual([1, 1])
    expect(refused[0]).toMatchObject({ reason: { code: 'LEDGER_CONTRADICTS' } })
    expect(await straight().fetchBatchCount()).toBe(1)
  })

  it('tells what it cost, to the wei', async () => {
    const before = await balance()
    const report = await straight().commitBatch(1, contentOf(1))
    const { feeWei, gasUsed, timing } = report
    expect(before - (await balance())).toBe(feeWei)
    expect(feeWei).toBeGreaterThan(gasUsed)
    expect(timing?.transactions).toBe(1)
    expect(timing?.inclusionMs).toBeGreaterThanOrEqual(0)
    expect(timing?.confirmationMs).toBeGreaterThanOrEqual(0)
  })
})

describe('confirmations', () => {
  const mine = () => rpc('evm_mine')
  /** Resolves once a block holds batch 1. */
  const committed = () =>
    expect.poll(() => straight().fetchBatchCount(), { timeout: 30_000 }).toBe(1)

  it('are waited for, block by block', async () => {
    let settled = false
    const commit = straight(3)
      .commitBatch(1, contentOf(1))
      .finally(() => {
        settled = true
      })
    await committed()
    await mine()
    expect(settled).toBe(false)
    await mine()
    const { blockNumber } = await commit
    expect(Number(await rpc('eth_blockNumber'))).toBe(blockNumber + 2)
  })

  it('that a reorganisation takes back are none: the batch is committed again', async () => {
    const snapshot = await rpc('evm_snapshot')
    const commit = straight(3).commitBatch(1, contentOf(1))
    // Another word of it, where it looks while the node is losing blocks.
    const codes = ['CHAIN_TRANSACTION_LOST', 'CHAIN_BEHIND', 'CHAIN_UNREACHABLE']
    const code: unknown = expect.toBeOneOf(codes)
    const lost = expect(commit).rejects.toMatchObject({ code, retryable: true })
    await committed()
    await rpc('evm_revert', snapshot)
    await lost
    const again = straight(2).commitBatch(1, contentOf(1))
    await committed()
    await mine()
    expect(await again).toMatchObject({ id: 1, header: contentOf(1) })
  })

  it('that do not come are told, and the commit is found later', async () => {
    const hasty = openLedger({
      ...{ rpcUrl: test.chain.rpcUrl, address, signer },
      ...{ confirmations: 5, waitMs: 0 },
    })
    await straight().commitBatch(1, contentOf(1))
    await expect(hasty.commitBatch(1, contentOf(1))).rejects.toMatchObject({
      code: 'CHAIN_COMMIT_PENDING',
      details: { id: 1, confirmations: 5 },
    })
    for (let block = 0; block < 4; block += 1) await mine()
    expect(await hasty.commitBatch(1, contentOf(1))).toMatchObject({ id: 1 })
  })
})
