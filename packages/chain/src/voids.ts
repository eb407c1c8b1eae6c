/** The voids of a ledger, from its events; whether there are any is the contract's own word. */
import { GridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import type { BatchVoid } from '@pumasi/engine'
import { decodeSettled, decodeVoided, settledTopic, voidedTopic } from './contract.ts'
import { fetchAllLogs } from './logs.ts'
import type { ChainNode } from './node.ts'

export interface VoidSource {
  readonly node: ChainNode
  readonly address: Account
  readonly fromBlock: number
  /** The batch voided last, as the contract has it. */
  readonly last: number
}

/** Every void up to the last one, in order. @throws `LEDGER_DAMAGED` */
export async function fetchVoids(source: VoidSource): Promise<readonly BatchVoid[]> {
  const { last } = source
  if (last === 0) return []
  const ruledWrong = new Map<number, Hex[]>()
  for (const log of await fetchAllLogs(source, settledTopic)) {
    const { batchId, unit, upheld } = decodeSettled(log)
    if (upheld) ruledWrong.set(batchId, [...(ruledWrong.get(batchId) ?? []), unit])
  }
  const voids = (await fetchAllLogs(source, voidedTopic)).map((log): BatchVoid => {
    const { batchId, fault } = decodeVoided(log)
    const units = fault === 'wrong-output' ? (ruledWrong.get(batchId) ?? []) : []
    return { batchId, fault, units, blockNumber: log.blockNumber }
  })
  // One that came while these were asked for is left for the next time.
  const position = voids.findIndex(({ batchId }) => batchId === last)
  if (position >= 0) return voids.slice(0, position + 1)
  throw new GridError('LEDGER_DAMAGED', `batch ${last} is voided, and no event says so`, {
    hint: 'Ask another node: this one does not show what the contract recorded.',
    details: { id: last },
  })
}
