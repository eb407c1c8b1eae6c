/** A node that lies about events is caught by the digests it has to stay with. */
import { fromHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { keccak } from '@pumasi/proof'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { committedTopic } from './contract.ts'
import { deployLedger } from './deploy.ts'
import { connectLedger } from './reader.ts'
import { createRpc } from './rpc.ts'
import { keySigner } from './signing/signer.ts'
import { committerKey, contentOf, startTestChain } from './testing/chain.ts'
import type { TestChain } from './testing/chain.ts'
import { startLyingNode } from './testing/lying-node.ts'
import type { Answerer } from './testing/lying-node.ts'
import { openLedger } from './writer.ts'

let test: TestChain
let address: Account

beforeAll(async () => {
  test = await startTestChain()
  const { rpcUrl } = test.chain
  address = await deployLedger({ rpcUrl, privateKey: committerKey })
  const ledger = openLedger({ rpcUrl, address, signer: keySigner(committerKey) })
  for (const id of [1, 2, 3]) await ledger.commitBatch(id, contentOf(id))
})
afterAll(() => test.end())

interface RawLog {
  topics: Hex[]
  data: Hex
}

const readFrom = async (answer: Answerer) => {
  const { url, close } = await startLyingNode(test.chain.rpcUrl, answer)
  try {
    return await connectLedger({ rpcUrl: url, address }).fetchBatches(1, 3)
  } finally {
    close()
  }
}

/** Reads batches 1 to 3 from a node that alters the logs it passes on. */
const readThrough = (alter: (logs: RawLog[]) => unknown) =>
  readFrom(async ({ method }, truth) => {
    const result = await truth()
    return method === 'eth_getLogs' ? alter(result as RawLog[]) : result
  })

const allLogs = (): Promise<unknown> =>
  createRpc(test.chain.rpcUrl).call('eth_getLogs', [
    { address, topics: [committedTopic], fromBlock: '0x0' },
  ])

const zeros: Hex = `0x${'00'.repeat(32)}`
const wordOf = (log: RawLog, word: number): string => log.data.slice(2 + 64 * word, 66 + 64 * word)
function setWord(logs: RawLog[], position: number, word: number, value: string): RawLog[] {
  const log = logs[position] as RawLog
  log.data = `0x${log.data.slice(2, 2 + 64 * word)}${value}${log.data.slice(66 + 64 * word)}`
  return logs
}

describe('fetchBatches through a lying node', () => {
  it('believes the truth', async () => {
    expect(await readThrough((logs) => logs)).toHaveLength(3)
  })

  it('reads events in any order', async () => {
    const batches = await readThrough((logs) => logs.reverse())
    expect(batches.map(({ id }) => id)).toEqual([1, 2, 3])
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('catches word %i of a header', async (word) => {
    const lie = readThrough((logs) => {
      const old = wordOf(logs[1] as RawLog, word)
      return setWord(logs, 1, word, old.replace(/.$/, old.endsWith('1') ? '2' : '1'))
    })
    await expect(lie).rejects.toMatchObject({ code: 'LEDGER_DAMAGED', details: { id: 2 } })
  })

  it('catches a missing event', async () => {
    await expect(readThrough((logs) => logs.slice(0, 2))).rejects.toMatchObject({
      code: 'LEDGER_DAMAGED',
      details: { id: 3, found: 'no event' },
    })
  })

  /** Answers with heads that are behind by as much as told, one after the other, then the truth. */
  const readBehind = (lags: number[]) =>
    readFrom(async ({ method, params }, truth) => {
      const result = await truth()
      if (method === 'eth_blockNumber') return toQuantity(Number(result) - (lags.shift() ?? 0))
      const { toBlock = '0x0' } = (params[0] ?? {}) as { toBlock?: string }
      // As a node would that has no more than this.
      return method === 'eth_getLogs'
        ? (result as { blockNumber: string }[]).filter((log) => +log.blockNumber <= +toBlock)
        : result
    })
  const toQuantity = (value: number): string => `0x${value.toString(16)}`

  it('looks again when one of several nodes behind a URL lags', async () => {
    expect(await readBehind([1, 1])).toHaveLength(3)
  })

  it('accuses nobody when the node goes back in time', async () => {
    const read = readBehind([0, 1, 1, 1])
    await expect(read).rejects.toMatchObject({ code: 'CHAIN_BEHIND', retryable: true })
  })

  it('tells the newest block, and its time', async () => {
    const { blockNumber, minedAt } = await connectLedger({
      rpcUrl: test.chain.rpcUrl,
      address,
    }).fetchHead()
    const [, , third] = await readThrough((logs) => logs)
    expect(blockNumber).toBe(third?.blockNumber)
    expect(minedAt).toBe(third?.header.committedAt)
  })

  it('catches an event told twice', async () => {
    await expect(readThrough((logs) => [...logs, logs[0]])).rejects.toMatchObject({
      code: 'LEDGER_DAMAGED',
      details: { id: 1, found: 'two events' },
    })
  })

  it('catches a number of units beyond reason', async () => {
    const lie = readThrough((logs) => setWord(logs, 0, 6, `${'0'.repeat(48)}${'f'.repeat(16)}`))
    await expect(lie).rejects.toMatchObject({ code: 'LEDGER_DAMAGED', details: { id: 1 } })
  })

  it.each([
    ['a word', 'hello'],
    ['null', null],
    ['logs without topics', [{}]],
  ])('names a node that answers with %s', async (_, junk) => {
    await expect(readThrough(() => junk)).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
  })

  it('catches a node whose digests are of another history', async () => {
    const read = readFrom(async ({ method, params }, truth) => {
      const { data } = (params[0] ?? {}) as { data?: string }
      const digestOfTwo = method === 'eth_call' && /^0x.{8}0{63}2$/.test(data ?? '')
      return digestOfTwo ? zeros : truth()
    })
    const details = { id: 2, expected: zeros }
    await expect(read).rejects.toMatchObject({ code: 'LEDGER_DAMAGED', details })
  })

  it('catches a header that fits its digest but not the header before', async () => {
    const [first] = setWord((await allLogs()) as RawLog[], 0, 3, 'ab'.repeat(32))
    const digest = keccak(fromHex(first?.data ?? '0x'))
    const read = readFrom(async ({ method, params }, truth) => {
      const { data } = (params[0] ?? {}) as { data?: string }
      if (method === 'eth_call' && /^0x.{8}0{63}1$/.test(data ?? '')) return digest
      const result = await truth()
      return method === 'eth_getLogs' ? [first, ...(result as RawLog[]).slice(1)] : result
    })
    const details = { id: 2, expected: digest }
    await expect(read).rejects.toMatchObject({ code: 'LEDGER_DAMAGED', details })
  })

  it('names a node that lies about its chain id', async () => {
    const read = readFrom(async ({ method }, truth) => (method === 'eth_chainId' ? '0x1' : truth()))
    await expect(read).rejects.toMatchObject({ code: 'CHAIN_WRONG_CONTRACT' })
  })

  it('asks for at most 5,000 blocks at a time', async () => {
    const asked: [number, number][] = []
    const read = readFrom(async ({ method, params }, truth) => {
      if (method === 'eth_blockNumber') return '0x2ee0'
      if (method !== 'eth_getLogs') return truth()
      const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string }
      asked.push([Number(fromBlock), Number(toBlock)])
      return Number(toBlock) === 12_000 ? allLogs() : []
    })
    expect(await read).toHaveLength(3)
    expect(asked).toEqual([
      [1, 5_000],
      [5_001, 10_000],
      [10_001, 12_000],
    ])
  })

  it('looks again from the beginning when a reorganisation moved a batch', async () => {
    let floor = 0
    const answer: Answerer = async ({ method, params }, truth) => {
      const { fromBlock } = (params[0] ?? {}) as { fromBlock?: string }
      if (method !== 'eth_getLogs' || floor === 0) return truth()
      return Number(fromBlock) < floor ? allLogs() : []
    }
    const { url, close } = await startLyingNode(test.chain.rpcUrl, answer)
    const reader = connectLedger({ rpcUrl: url, address })
    const before = await reader.fetchBatches(3, 3)
    floor = 4
    expect(await reader.fetchBatches(3, 3)).toEqual(before)
    close()
  })

  it('is whole again when the node is', async () => {
    let away = true
    const answer: Answerer = (_, truth) => (away ? Promise.resolve({ no: 'sense' }) : truth())
    const { url, close } = await startLyingNode(test.chain.rpcUrl, answer)
    const reader = connectLedger({ rpcUrl: url, address })
    await expect(reader.fetchBatchCount()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
    away = false
    expect(await reader.fetchBatchCount()).toBe(3)
    close()
  })
})
