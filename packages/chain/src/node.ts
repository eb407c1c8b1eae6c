/** The few questions asked of a node, with answers checked before they are believed. */
import { GridError, isHex } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import type { Rpc } from './rpc.ts'

export interface Receipt {
  readonly succeeded: boolean
  readonly blockNumber: number
  readonly gasUsed: bigint
  /** What the sender paid, a rollup's share for the chain below included. */
  readonly feeWei: bigint
  readonly contract: string | null
}

export interface Log {
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly blockNumber: number
  readonly txHash: Hex
}

export interface LogFilter {
  readonly address: Account
  readonly topics: readonly (Hex | null)[]
  readonly fromBlock: number
  readonly toBlock: number
}

/** What a transaction would do. */
export interface Estimate {
  readonly from: Account
  /** Null deploys a contract. */
  readonly to: Account | null
  readonly data: Hex
  readonly value: bigint
}

const quantityHex = (value: number | bigint): Hex => `0x${value.toString(16)}`

export function createNode(rpc: Rpc) {
  const junk = (method: string, found: unknown): GridError =>
    new GridError('CHAIN_UNREACHABLE', `${rpc.origin} answered ${method} with something else`, {
      hint: 'Check that the RPC URL is that of an Ethereum node.',
      retryable: true,
      details: { origin: rpc.origin, method, found: JSON.stringify(found)?.slice(0, 200) },
    })
  const bytes = (method: string, value: unknown): Hex => {
    if (typeof value === 'string' && /^0x([0-9a-fA-F]{2})*$/.test(value))
      return value.toLowerCase() as Hex
    throw junk(method, value)
  }
  const quantity = (method: string, value: unknown): bigint => {
    if (typeof value === 'string' && /^0x[0-9a-fA-F]{1,64}$/.test(value)) return BigInt(value)
    throw junk(method, value)
  }
  const index = (method: string, value: unknown): number => {
    const number = Number(quantity(method, value))
    if (Number.isSafeInteger(number)) return number
    throw junk(method, value)
  }
  const hash = (method: string, value: unknown): Hex => {
    const found = bytes(method, value)
    if (isHex(found, 32)) return found
    throw junk(method, value)
  }
  const record = (method: string, value: unknown): Record<string, unknown> => {
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
    throw junk(method, value)
  }
  const ask = <T>(
    read: (method: string, value: unknown) => T,
    method: string,
    ...params: unknown[]
  ): Promise<T> => rpc.call(method, params).then((value) => read(method, value))

  const readReceipt = (method: string, value: unknown): Receipt | null => {
    if (value === null) return null
    const found = record(method, value)
    const gasUsed = quantity(method, found.gasUsed)
    const below = found.l1Fee === undefined ? 0n : quantity(method, found.l1Fee)
    return {
      succeeded: quantity(method, found.status) === 1n,
      blockNumber: index(method, found.blockNumber),
      gasUsed,
      feeWei: gasUsed * quantity(method, found.effectiveGasPrice) + below,
      contract: typeof found.contractAddress === 'string' ? found.contractAddress : null,
    }
  }
  const readLogs = (method: string, value: unknown): readonly Log[] => {
    if (!Array.isArray(value)) throw junk(method, value)
    return value.map((item) => {
      const { topics, data, blockNumber, transactionHash } = record(method, item)
      if (!Array.isArray(topics)) throw junk(method, item)
      return {
        topics: topics.map((topic) => hash(method, topic)),
        data: bytes(method, data),
        blockNumber: index(method, blockNumber),
        txHash: hash(method, transactionHash),
      }
    })
  }

  return {
    origin: rpc.origin,
    fetchChainId: () => ask(quantity, 'eth_chainId'),
    fetchBlockNumber: () => ask(index, 'eth_blockNumber'),
    fetchCode: (address: Account) => ask(bytes, 'eth_getCode', address, 'latest'),
    fetchBalance: (account: Account) => ask(quantity, 'eth_getBalance', account, 'latest'),
    /** Transactions sent by an account: mined, or also those still waiting. */
    fetchNonce: (account: Account, block: 'latest' | 'pending') =>
      ask(index, 'eth_getTransactionCount', account, block),
    fetchBaseFee: () =>
      ask(
        (method, block) => quantity(method, record(method, block).baseFeePerGas),
        'eth_getBlockByNumber',
        'latest',
        false,
      ),
    /** Hash of a block, or null while there is none with this number. */
    fetchBlockHash: (blockNumber: number) =>
      ask(
        (method, block) => (block === null ? null : hash(method, record(method, block).hash)),
        'eth_getBlockByNumber',
        quantityHex(blockNumber),
        false,
      ),
    /** Time of a block that is there, Unix seconds. */
    fetchBlockTime: (blockNumber: number) =>
      ask(
        (method, block) => index(method, record(method, block).timestamp),
        'eth_getBlockByNumber',
        quantityHex(blockNumber),
        false,
      ),
    /** Makes a block at once; only chains for development do. */
    mineBlock: () => ask(() => undefined, 'evm_mine'),
    fetchPriorityFee: () => ask(quantity, 'eth_maxPriorityFeePerGas'),
    /** False for a transaction the node has forgotten, or never knew. */
    knowsTransaction: (txHash: Hex) =>
      ask((_, value) => value !== null, 'eth_getTransactionByHash', txHash),
    /** What a transaction was sent with, or null when the node does not know it. */
    fetchCalldata: (txHash: Hex) =>
      ask(
        (method, found) => (found === null ? null : bytes(method, record(method, found).input)),
        'eth_getTransactionByHash',
        txHash,
      ),
    fetchReceipt: (txHash: Hex) => ask(readReceipt, 'eth_getTransactionReceipt', txHash),
    fetchLogs: ({ address, topics, fromBlock, toBlock }: LogFilter) =>
      ask(readLogs, 'eth_getLogs', {
        address,
        topics,
        fromBlock: quantityHex(fromBlock),
        toBlock: quantityHex(toBlock),
      }),
    callContract: (to: Account, data: Hex) => ask(bytes, 'eth_call', { to, data }, 'latest'),
    /** On what is mined: a transaction still under way may be the one to be replaced. */
    estimateGas: ({ from, to, data, value }: Estimate) => {
      const paid = value === 0n ? {} : { value: quantityHex(value) }
      const request = { from, data, ...(to === null ? {} : { to }), ...paid }
      return ask(quantity, 'eth_estimateGas', request, 'latest')
    },
    sendTransaction: (signed: Hex) => ask(hash, 'eth_sendRawTransaction', signed),
  }
}

export type ChainNode = ReturnType<typeof createNode>
