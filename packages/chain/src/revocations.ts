/** Raises of epochs, from a ledger's events, with the times of their blocks. */
import type { Revocation } from '@pumasi/proof'
import { decodeRevoked, revokedTopic } from './contract.ts'
import { fetchAllLogs } from './logs.ts'
import type { LogSource } from './logs.ts'

export async function fetchRevocations(source: LogSource) {
  // Asked for first: what comes into a block meanwhile is read twice, and never missed.
  const nextBlock = (await source.node.fetchBlockNumber()) + 1
  const revocations: Revocation[] = []
  for (const log of await fetchAllLogs(source, revokedTopic)) {
    const revokedAt = await source.node.fetchBlockTime(log.blockNumber)
    revocations.push({ ...decodeRevoked(log), revokedAt })
  }
  return { revocations, nextBlock }
}
