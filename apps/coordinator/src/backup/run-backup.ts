/** `pumasi backup` and `pumasi restore`: database, blobs and secrets of one coordinator. */
import { copyFile, mkdir, stat } from 'node:fs/promises'
import { constants } from 'node:fs'
import { join } from 'node:path'
import { GridError } from '@pumasi/domain'
import { backupStore, copyBlobs, openFileBlobs, restoreStore } from '@pumasi/store'
import type { CopiedBlobs } from '@pumasi/store'
import { blobSettings, openBlobs } from '../blobs/open-blobs.ts'
import type { SettingValues } from '../config/settings.ts'

/** The settings that say what there is to back up. */
export const backupSettings = [...blobSettings, 'database-url'] as const
export type BackupConfig = SettingValues<(typeof backupSettings)[number]>

export interface BackupReport {
  readonly rows: number
  /** Null for blobs in a bucket, which is backed up where it is. */
  readonly blobs: CopiedBlobs | null
}

/** Without them hosts would have to register again, and operators find another token. */
const secrets = ['coordinator.secret', 'operator.token'] as const

/**
 * Writes everything into a folder of its own. The rows come first: blobs are stored before any row
 * names them, so those copied afterwards are all that the rows need.
 */
export async function runBackup(config: BackupConfig, to: string): Promise<BackupReport> {
  const { tables } = await backupStore(storeOptions(config), to)
  for (const name of secrets) await copyIfThere(join(config.data, name), join(to, name))
  const inBucket = config['s3-endpoint'] !== undefined
  const blobs = inBucket
    ? null
    : await copyBlobs(join(config.data, 'blobs'), await openFileBlobs(join(to, 'blobs')))
  return { rows: countRows(tables), blobs }
}

/** Restores into an empty data directory, or database and bucket. @throws `RESTORE_NOT_EMPTY` */
export async function runRestore(config: BackupConfig, from: string): Promise<BackupReport> {
  for (const name of secrets) {
    if (!(await isThere(join(config.data, name)))) continue
    throw new GridError('RESTORE_NOT_EMPTY', `found ${name} in ${config.data}`, {
      hint: 'Restore into an empty data directory: what is there is never written over.',
    })
  }
  const { tables } = await restoreStore(storeOptions(config), from)
  const blobs = await copyBlobs(join(from, 'blobs'), await openBlobs(config))
  await mkdir(config.data, { recursive: true, mode: 0o700 })
  for (const name of secrets) await copyIfThere(join(from, name), join(config.data, name))
  return { rows: countRows(tables), blobs }
}

const storeOptions = (config: BackupConfig) => ({
  url: config['database-url'],
  dataDir: join(config.data, 'database'),
})

const countRows = (tables: readonly { readonly rows: number }[]): number =>
  tables.reduce((sum, { rows }) => sum + rows, 0)

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** A copy keeps the permissions of what it is a copy of. */
async function copyIfThere(from: string, to: string): Promise<void> {
  if (await isThere(from)) await copyFile(from, to, constants.COPYFILE_EXCL)
}
