/** The bare database behind a store's options: neither migrated nor looked at. */
import { GridError } from '@pumasi/domain'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { openServer } from './server.ts'

export interface StoreOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE`; wins over `dataDir`. */
  readonly url?: string | undefined
  /** Folder for the embedded database, made when missing. */
  readonly dataDir?: string | undefined
}

/** @throws `STORE_BAD_URL`, `STORE_LOCKED`, `STORE_DAMAGED` */
export async function openDatabase({ url, dataDir }: StoreOptions): Promise<Database> {
  if (url !== undefined) return openServer(url)
  if (dataDir !== undefined) return openEmbedded(dataDir)
  throw new GridError('STORE_BAD_URL', 'found neither a database URL nor a data directory', {
    hint: 'Set DATABASE_URL, or give a data directory with --data.',
  })
}
