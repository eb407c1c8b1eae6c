/** LedgerDisputes over JSON-RPC. A leaf is read from the challenge's calldata, and hashed again. */
import type { Challenge, LedgerDisputes, ReadTo } from '@pumasi/engine'
import { hashUnitLeaf } from '@pumasi/proof'
import { challengedTopic, decodeChallenged, decodeChallengedLeaf } from './contract.ts'
import { fetchAllLogs } from './logs.ts'
import type { Log } from './node.ts'
import { openAccess } from './reader.ts'
import type { LedgerLocation } from './reader.ts'

/**
 * A reorganisation may move a challenge into a block that was read: these are read again at each
 * look. Of one that goes deeper the hash below them tells, and all blocks are read again, once.
 */
const REREAD_BLOCKS = 100

/** @throws `CHAIN_BAD_URL`, `BAD_HEX` */
export function connectDisputes(location: LedgerLocation): LedgerDisputes {
  const { node, views, address, verified } = openAccess(location)
  const isOpen: LedgerDisputes['isOpen'] = async ({ batchId, unit }) => {
    await verified()
    return (await views.challengerOf(batchId, unit)) !== null
  }
  const read = async (log: Log): Promise<Challenge> => {
    const challenge = decodeChallenged(log)
    const calldata = await node.fetchCalldata(log.txHash)
    const leaf = calldata === null ? null : decodeChallengedLeaf(calldata)
    return {
      ...challenge,
      leaf: leaf !== null && hashUnitLeaf(leaf) === challenge.unit ? leaf : null,
    }
  }
  const markBelow = async (head: number): Promise<ReadTo | null> => {
    const blockNumber = Math.max(0, head - REREAD_BLOCKS)
    const blockHash = await node.fetchBlockHash(blockNumber)
    return blockHash && { blockNumber, blockHash }
  }
  /** A block's hash stands for all before it; a node that lags has none, and begins anew. */
  const isSame = async ({ blockNumber, blockHash }: ReadTo): Promise<boolean> =>
    (await node.fetchBlockHash(blockNumber)) === blockHash
  return {
    isOpen,
    fetchTerms: async () => {
      await verified()
      const [bondWei, potWei, attestors, rulingQuorum, finality, dispute] = await Promise.all([
        ...([views.challengeBond(), views.pot(), views.attestors()] as const),
        ...([views.rulingQuorum(), views.finalityWindow(), views.disputeWindow()] as const),
      ])
      return { bondWei, potWei, attestors, rulingQuorum, horizonSeconds: finality + dispute }
    },
    fetchChallenges: async (since) => {
      const { deployedAtBlock } = await verified()
      // Asked for first: what comes into a block meanwhile is read twice, and never missed; and
      // what is reorganised meanwhile has another hash at the next look.
      const readTo = await markBelow(await node.fetchBlockNumber())
      const from = since !== null && (await isSame(since)) ? since.blockNumber + 1 : 0
      const source = { node, address, fromBlock: Math.max(from, deployedAtBlock) }
      const open = new Map<string, Challenge>()
      for (const log of await fetchAllLogs(source, challengedTopic)) {
        const challenge = await read(log)
        const { batchId, unit } = challenge
        if (await isOpen(challenge)) open.set(`${batchId} ${unit}`, challenge)
      }
      return { challenges: [...open.values()], readTo }
    },
    fetchWithdrawable: async (account) => {
      await verified()
      return views.withdrawable(account)
    },
  }
}
