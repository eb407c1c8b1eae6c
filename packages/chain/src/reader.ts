/**
 * LedgerReader over JSON-RPC: nothing an event says is believed before its header has been hashed
 * again and found equal to the digest the contract stores, and linked to the header before.
 */
import { GridError, parseAccount } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import type { CommittedBatch, LedgerOffice, LedgerReader, Sanction } from '@pumasi/engine'
import { expandSignature, headerDigest, recoverAttestor } from '@pumasi/proof'
import type { Header, SigningDomain } from '@pumasi/proof'
import { committedTopic, createViews, decodeCommitted, decodeSanction } from './contract.ts'
import type { Views } from './contract.ts'
import { verifyIdentity } from './identity.ts'
import type { VerifiedLedger } from './identity.ts'
import { BLOCKS_PER_QUERY } from './logs.ts'
import { createNode } from './node.ts'
import type { ChainNode } from './node.ts'
import { fetchRevocations } from './revocations.ts'
import { createRpc } from './rpc.ts'
import { fetchVoids } from './voids.ts'

export interface LedgerLocation {
  readonly rpcUrl: string
  readonly address: string
  /** Refuse any other chain. */
  readonly chainId?: bigint
  /** Time one RPC call may take; 10 s by default. */
  readonly timeoutMs?: number
}

/** Digests asked for at the same time. */
const digestsPerRound = 32

/** A reader together with what the writer shares with it. */
export interface LedgerAccess extends LedgerReader, LedgerOffice {
  readonly node: ChainNode
  readonly views: Views
  readonly address: Account
  readonly verified: () => Promise<VerifiedLedger>
  /** Batches from `id` on are at `blockNumber` or later: saves searching from the beginning. */
  readonly remember: (id: number, blockNumber: number) => void
}

/** Reads a ledger; the first call checks that it is one. @throws `CHAIN_BAD_URL`, `BAD_HEX` */
export const connectLedger = (location: LedgerLocation): LedgerReader & LedgerOffice =>
  readingPart(openAccess(location))

/** What only reads. */
export const readingPart = (access: LedgerAccess): LedgerReader & LedgerOffice => ({
  identify: access.identify,
  fetchHead: access.fetchHead,
  fetchBatchCount: access.fetchBatchCount,
  fetchBatches: access.fetchBatches,
  fetchBlockHash: access.fetchBlockHash,
  fetchStaff: access.fetchStaff,
  fetchLastVoided: access.fetchLastVoided,
  fetchRevocations: access.fetchRevocations,
  fetchVoids: access.fetchVoids,
  fetchStanding: access.fetchStanding,
  isTableSound: access.isTableSound,
  fetchWitness: access.fetchWitness,
  fetchAccount: access.fetchAccount,
})

/** {@link connectLedger} with the parts the writer needs. */
export function openAccess(location: LedgerLocation): LedgerAccess {
  const { rpcUrl, chainId, timeoutMs } = location
  const address = parseAccount(location.address)
  const node = createNode(createRpc(rpcUrl, timeoutMs === undefined ? {} : { timeoutMs }))
  const views = createViews(node, address)
  let identity: Promise<VerifiedLedger> | undefined
  let known = { id: 1, blockNumber: 0 }

  const verified = (): Promise<VerifiedLedger> => {
    identity ??= verifyIdentity(node, views, address, chainId).catch((error: unknown) => {
      identity = undefined // a node that was away may be back at the next call
      throw error
    })
    return identity
  }

  const fetchBatchCount = async (): Promise<number> => {
    await verified()
    return views.batchCount()
  }

  const fetchBatches = async (from: number, to: number): Promise<readonly CommittedBatch[]> => {
    if (from > to) return []
    const { deployedAtBlock } = await verified()
    const headBefore = await node.fetchBlockNumber()
    const count = await views.batchCount()
    if (from < 1 || to > count) throw unknownBatches(from, to, count)
    const digests = await fetchDigests(views, from - 1, to)
    const start = known.id <= from ? known.blockNumber : deployedAtBlock
    let events = await findEvents(node, address, from, to, Math.max(start, deployedAtBlock))
    // A reorganisation may have moved them to before the block remembered; and of several nodes
    // behind one URL the one that was asked may lag behind the one that told the digests.
    if (events.size <= to - from) {
      events = await findEvents(node, address, from, to, deployedAtBlock)
      const headAfter = await node.fetchBlockNumber()
      if (events.size <= to - from && headAfter < headBefore) throw behind(headAfter, headBefore)
    }
    const batches = digests.slice(1).map((digest, position) => {
      const id = from + position
      return verifyEvent(id, events.get(id), digest, digests[position] as Hex)
    })
    const last = batches.at(-1)
    if (last !== undefined) known = last.id < known.id ? known : last
    return batches
  }

  return {
    node,
    views,
    address,
    verified,
    remember: (id, blockNumber) => {
      known = { id, blockNumber }
    },
    identify: async () => {
      const { chainId: found, genesis, fuelPerCreditMicro } = await verified()
      return { chainId: found, address, genesis, fuelPerCreditMicro }
    },
    fetchHead: async () => {
      await verified()
      const blockNumber = await node.fetchBlockNumber()
      return { blockNumber, minedAt: await node.fetchBlockTime(blockNumber) }
    },
    fetchBatchCount,
    fetchBatches,
    fetchBlockHash: async (blockNumber) => {
      await verified()
      return node.fetchBlockHash(blockNumber)
    },
    fetchStaff: async () => {
      await verified()
      const [committer, attestors, commitQuorum] = await Promise.all([
        views.committer(),
        views.attestors(),
        views.commitQuorum(),
      ])
      return { committer, attestors, commitQuorum }
    },
    fetchLastVoided: async () => {
      await verified()
      return views.lastVoided()
    },
    fetchRevocations: async (fromBlock) => {
      const { deployedAtBlock } = await verified()
      return fetchRevocations({ node, address, fromBlock: Math.max(fromBlock, deployedAtBlock) })
    },
    fetchVoids: async () => {
      const { deployedAtBlock: fromBlock } = await verified()
      return fetchVoids({ node, address, fromBlock, last: await views.lastVoided() })
    },
    fetchStanding: async ({ id, header }) => {
      await verified()
      const [state, finalAt] = await Promise.all([
        views.stateOf(id, header),
        views.finalAt(id, header),
      ])
      return { state, finalAt }
    },
    fetchWitness: async (batch) => {
      const { chainId } = await verified()
      const { txHash } = batch
      const [receipt, calldata] = await Promise.all([
        node.fetchReceipt(txHash),
        node.fetchCalldata(txHash),
      ])
      if (receipt === null) return null
      const { gasUsed, feeWei } = receipt
      const sanction = calldata === null ? null : decodeSanction(calldata)
      const domain = { chainId, ledger: address }
      return { gasUsed, feeWei, attestors: sanction && attestorsOf(batch, sanction, domain) }
    },
    isTableSound: async (id) => {
      await verified()
      return views.isTableSound(id)
    },
    fetchAccount: async (account) => {
      await verified()
      const [balanceMicro, syncedTo, epoch] = await Promise.all([
        views.balanceOf(account),
        views.syncedTo(account),
        views.epochOf(account),
      ])
      return { balanceMicro, syncedTo, epoch }
    },
  }
}

/** Who signed: the contract took as many as it asked for, each by an attestor of then. */
const attestorsOf = (
  { id, header }: CommittedBatch,
  { voided, signatures }: Sanction,
  domain: SigningDomain,
): readonly Account[] => {
  const { prev, committedAt: _, ...content } = header
  const attestation = { batchId: id, prev, content, voided }
  return signatures.flatMap((signature) => {
    const signer = recoverAttestor(attestation, expandSignature(signature), domain)
    return signer === null ? [] : [signer]
  })
}

/** The digests of batches `from`..`to`; id 0 is the genesis. */
async function fetchDigests(views: Views, from: number, to: number): Promise<Hex[]> {
  const digests: Hex[] = []
  for (let id = from; id <= to; id += digestsPerRound) {
    const ids = Array.from({ length: Math.min(digestsPerRound, to - id + 1) }, (_, i) => id + i)
    digests.push(...(await Promise.all(ids.map((one) => views.digestOf(one)))))
  }
  return digests
}

type Event = Omit<CommittedBatch, 'id' | 'digest'>

/** Searches blocks from `fromBlock` on until every id asked for has been met. */
async function findEvents(
  node: ChainNode,
  address: Account,
  from: number,
  to: number,
  fromBlock: number,
): Promise<Map<number, Event>> {
  const events = new Map<number, Event>()
  const latest = await node.fetchBlockNumber()
  const idTopic: Hex | null = from === to ? `0x${from.toString(16).padStart(64, '0')}` : null
  for (let block = fromBlock; block <= latest; block += BLOCKS_PER_QUERY) {
    const toBlock = Math.min(block + BLOCKS_PER_QUERY - 1, latest)
    const topics = [committedTopic, idTopic]
    for (const log of await node.fetchLogs({ address, topics, fromBlock: block, toBlock })) {
      const event = decodeCommitted(log)
      if (event === null || event.id < from || event.id > to) continue
      const { blockNumber, txHash } = log
      if (events.has(event.id)) throw damaged(event.id, 'two events', 'one event')
      events.set(event.id, { header: event.header, blockNumber, txHash })
    }
    if (events.size > to - from) break
  }
  return events
}

function verifyEvent(
  id: number,
  event: Event | undefined,
  digest: Hex,
  digestBefore: Hex,
): CommittedBatch {
  if (event === undefined) throw damaged(id, 'no event', `the header that hashes to ${digest}`)
  const found = headerDigest(event.header)
  if (found !== digest) throw damaged(id, `a header that hashes to ${found}`, digest, event.header)
  if (event.header.prev !== digestBefore)
    throw damaged(id, `prev ${event.header.prev}`, digestBefore, event.header)
  return { id, digest, ...event }
}

const damaged = (id: number, found: string, expected: string, header?: Header): GridError =>
  new GridError('LEDGER_DAMAGED', `batch ${id} has ${found}, expected ${expected}`, {
    hint: 'Ask another node: this one does not show what the contract recorded.',
    details: { id, found, expected, header },
  })

const behind = (found: number, expected: number): GridError =>
  new GridError('CHAIN_BEHIND', `found block ${found}, where block ${expected} was before`, {
    hint: 'Wait until the node has caught up, or ask another one.',
    retryable: true,
    details: { found, expected },
  })

const unknownBatches = (from: number, to: number, count: number): GridError =>
  new GridError('LEDGER_UNKNOWN_BATCH', `found ${count} batches, asked for ${from} to ${to}`, {
    hint: 'Ask for ids from 1 to the batch count.',
    details: { from, to, batchCount: count },
  })
