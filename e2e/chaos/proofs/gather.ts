/** Gathers what the proofs compare, once store and chain stand still. */
import { setTimeout as pause } from 'node:timers/promises'
import { connectLedger } from '@pumasi/chain'
import type { CommittedBatch } from '@pumasi/engine'
import type { KillableGrid } from '../../grid/grid.ts'
import type { Load } from '../load/load.ts'
import type { Evidence } from './prove.ts'
import { readStore } from './store-records.ts'

/** A chain that lost its last blocks is given them again within this time. */
const AGREE_MS = 60_000

export async function gather(
  grid: KillableGrid,
  load: Load,
  signal: AbortSignal,
): Promise<Evidence> {
  const ledger = connectLedger({ rpcUrl: grid.rpcUrl, address: grid.ledger })
  const limit = AbortSignal.any([signal, AbortSignal.timeout(AGREE_MS)])
  let store = await readStore(grid.databaseUrl)
  const agree = async (): Promise<boolean> => {
    store = await readStore(grid.databaseUrl)
    const count = await ledger.fetchBatchCount()
    const noted = new Set(store.commits.map(({ batchId }) => batchId)).size
    const pending = store.receipts.some(({ standing }) => standing === 'pending')
    const still = store.leasesOpen === 0 && !pending
    return still && count === store.batches.length && noted === count
  }
  while (!(await agree()) && !limit.aborted) await pause(250)
  const count = await ledger.fetchBatchCount()
  const chain: CommittedBatch[] = []
  for (let from = 1; from <= count; from += 100) {
    chain.push(...(await ledger.fetchBatches(from, Math.min(count, from + 99))))
  }
  const bundles = new Map<number, Uint8Array>()
  for (const { id, header } of chain) {
    const answer = await fetch(`${grid.url}/blobs/${header.dataHash}`, { signal })
    bundles.set(id, new Uint8Array(await answer.arrayBuffer()))
  }
  const { beliefs } = load
  return { units: load.units(), beliefs, accepted: grid.accepted, store, chain, bundles }
}
