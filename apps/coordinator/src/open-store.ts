/** Opens the store of this ledger, patiently: one that was just killed frees it within seconds. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GridError, isGridError } from '@pumasi/domain'
import type { JobStore, LedgerIdentity } from '@pumasi/engine'
import { openStore } from '@pumasi/store'
import type { Store } from '@pumasi/store'
import type { Config } from './config/settings.ts'

/** Together the time a coordinator takes to stop in good order. */
const LOCK_TRIES = 30
const LOCK_WAIT_MS = 500

export async function openPatiently(config: Pick<Config, 'data' | 'database-url'>): Promise<Store> {
  const dataDir = join(config.data, 'database')
  for (let triesLeft = LOCK_TRIES; ; triesLeft -= 1) {
    try {
      return await openStore({ url: config['database-url'], dataDir })
    } catch (error) {
      if (triesLeft === 0 || !isGridError(error, 'STORE_LOCKED')) throw error
      await sleep(LOCK_WAIT_MS)
    }
  }
}

/** A store belongs to one ledger for ever: its receipts were signed for it. */
export async function assertSameLedger(store: JobStore, { chainId, address }: LedgerIdentity) {
  const expected = `${chainId} ${address}`
  const found = await store.claimSetting('ledger', expected)
  if (found === expected) return
  throw new GridError(
    'DATA_OF_ANOTHER_LEDGER',
    `found data that belongs to the ledger ${found} (chain id, address), expected ${expected}`,
    { hint: 'Choose the data directory of this ledger with --data, or start a new one.' },
  )
}
