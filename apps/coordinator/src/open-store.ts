/** Opens the store of this ledger, patiently: one that was just killed frees it within seconds. */
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GridError, isGridError } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
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

/**
 * Coordinators over one store take each other's tokens, or a proxy before them could only send a
 * caller to one. The store keeps a fingerprint of each secret, from which none can be found.
 */
export async function assertSameSecrets(
  store: Pick<JobStore, 'claimSetting'>,
  secrets: Readonly<Record<string, Hex>>,
): Promise<void> {
  for (const [file, secret] of Object.entries(secrets)) {
    const key = `fingerprint of ${file}`
    const fingerprint = createHmac('sha256', secret).update(key).digest('hex')
    if ((await store.claimSetting(key, fingerprint)) === fingerprint) continue
    throw new GridError(
      'SECRETS_DIFFER',
      `found another ${file} here than the one this database was first used with`,
      {
        hint:
          `Copy ${file} from the data directory of the first coordinator. To replace it on purpose, ` +
          `stop all of them, delete the row '${key}' of the table settings, and start.`,
        details: { file },
      },
    )
  }
}
