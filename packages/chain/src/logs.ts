/** Events of one kind, asked for in pieces that public nodes answer. */
import type { Account, Hex } from '@pumasi/domain'
import type { ChainNode, Log } from './node.ts'

/** Blocks asked for in one `eth_getLogs`: public nodes refuse more than 10,000, some 5,000. */
export const BLOCKS_PER_QUERY = 5_000

export interface LogSource {
  readonly node: ChainNode
  readonly address: Account
  readonly fromBlock: number
}

/** All from `fromBlock` to the newest block, in order. */
export async function fetchAllLogs(
  { node, address, fromBlock }: LogSource,
  topic: Hex,
): Promise<readonly Log[]> {
  const logs: Log[] = []
  const latest = await node.fetchBlockNumber()
  for (let block = fromBlock; block <= latest; block += BLOCKS_PER_QUERY) {
    const toBlock = Math.min(block + BLOCKS_PER_QUERY - 1, latest)
    logs.push(...(await node.fetchLogs({ address, topics: [topic], fromBlock: block, toBlock })))
  }
  return logs
}
