/** Writes a backup: all tables as of one moment, read in pages, while others go on writing. */
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { GridError } from '@pumasi/domain'
import type { Database, Session } from '../database.ts'
import { explainFailure } from '../failures.ts'
import { hashOf, manifestFile, tableFile } from './backup-folder.ts'
import type { Manifest } from './backup-folder.ts'
import { openDatabase } from '../open-database.ts'
import type { StoreOptions } from '../open-database.ts'
import { listApplied, listTables, quoted } from './tables.ts'

const PAGE_ROWS = 1_000

/**
 * Writes the database into a folder without a backup. A server may be in use meanwhile; the
 * embedded database must not. @throws `BACKUP_EXISTS`, `BACKUP_OF_NOTHING`,
 * `STORE_LOCKED`, `STORE_UNREACHABLE`
 */
export async function backupStore(options: StoreOptions, folder: string): Promise<Manifest> {
  await assertThere(options)
  await mkdir(dirname(tableFile(folder, 'any')), { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).includes('backup.json')) {
    throw new GridError('BACKUP_EXISTS', `found a backup in ${folder}`, {
      hint: 'Give another folder for this one: a backup is never written over.',
    })
  }
  const database = await openDatabase(options)
  try {
    return await writeAll(database, folder)
  } catch (error) {
    throw explainFailure(error, database.place)
  } finally {
    await database.close()
  }
}

/** Opening an embedded database would make one where there is none. */
async function assertThere({ url, dataDir }: StoreOptions): Promise<void> {
  if (url !== undefined || dataDir === undefined) return
  await stat(dataDir).catch(() => {
    throw nothing(dataDir)
  })
}

const nothing = (place: string): GridError =>
  new GridError('BACKUP_OF_NOTHING', `found no database of a coordinator at ${place}`, {
    hint: 'Give its data directory with --data, or its database in DATABASE_URL.',
    details: { place },
  })

function writeAll(database: Database, folder: string): Promise<Manifest> {
  return database.transaction(async (session) => {
    // One moment for all tables, whoever writes meanwhile.
    await session.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await session.run('SET LOCAL statement_timeout = 0')
    await session.run('SET LOCAL idle_in_transaction_session_timeout = 0')
    const names = await listTables(session)
    if (names.length === 0) throw nothing(database.place)
    const tables: Manifest['tables'] = []
    for (const name of names) {
      const path = tableFile(folder, name)
      let rows = 0
      const lines = readRows(session, name, (count) => (rows += count))
      await pipeline(Readable.from(lines), createGzip(), createWriteStream(path, { flush: true }))
      tables.push({ name, rows, sha256: await hashOf(path) })
    }
    const manifest: Manifest = {
      ...{ format: 'pumasi-backup', version: 1 },
      createdAt: new Date().toISOString(),
      migrations: [...(await listApplied(session))],
      tables,
    }
    await writeManifest(folder, manifest)
    return manifest
  })
}

async function* readRows(
  session: Session,
  table: string,
  onRows: (count: number) => void,
): AsyncGenerator<string> {
  await session.run(
    `DECLARE backup_rows NO SCROLL CURSOR FOR
     SELECT to_jsonb(kept)::text AS line FROM ${quoted(table)} AS kept`,
  )
  for (;;) {
    const rows = await session.query<{ line: string }>(`FETCH ${PAGE_ROWS} FROM backup_rows`, [])
    if (rows.length === 0) break
    onRows(rows.length)
    yield `${rows.map(({ line }) => line).join('\n')}\n`
  }
  await session.run('CLOSE backup_rows')
}

async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = manifestFile(folder)
  const file = await open(`${path}.new`, 'w')
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}
