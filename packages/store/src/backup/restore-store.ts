/** Puts a backup into an empty database, all of it or nothing. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { GridError } from '@pumasi/domain'
import type { Session } from '../database.ts'
import { explainFailure } from '../failures.ts'
import { migrate, readMigrations } from '../migrations.ts'
import type { Migration } from '../migrations.ts'
import { readManifest, tableFile } from './backup-folder.ts'
import type { Manifest } from './backup-folder.ts'
import { openDatabase } from '../open-database.ts'
import type { StoreOptions } from '../open-database.ts'
import { advanceSequences, listColumns, listTables, quoted } from './tables.ts'

const PAGE_ROWS = 500
const PAGE_CHARACTERS = 4_000_000

/**
 * Makes the tables as they were when the backup was written and fills them; the next start brings
 * them up to date. @throws `BACKUP_DAMAGED`, `RESTORE_NOT_EMPTY`, `STORE_SCHEMA_NEWER`
 */
export async function restoreStore(options: StoreOptions, folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder)
  const migrations = await migrationsOf(manifest)
  const database = await openDatabase(options)
  try {
    await database.transaction(async (session) => {
      await session.run('SET LOCAL statement_timeout = 0')
      await assertEmpty(session, database.place)
      await migrate(session, migrations)
      await fill(session, folder, manifest)
      await advanceSequences(session)
    })
    return manifest
  } catch (error) {
    throw explainFailure(error, database.place)
  } finally {
    await database.close()
  }
}

/** The migrations the rows were written under. @throws `STORE_SCHEMA_NEWER` */
async function migrationsOf({ migrations }: Manifest): Promise<readonly Migration[]> {
  const known = await readMigrations()
  const unknown = migrations.filter((name) => !known.some((each) => each.name === name))
  if (unknown.length === 0) return known.filter(({ name }) => migrations.includes(name))
  throw new GridError('STORE_SCHEMA_NEWER', `found a backup migrated by ${unknown.join(', ')}`, {
    hint: 'A newer version wrote this backup: restore it with that version or a later one.',
    details: { found: unknown },
  })
}

async function assertEmpty(session: Session, place: string): Promise<void> {
  const tables = await listTables(session)
  if (tables.length === 0) return
  throw new GridError('RESTORE_NOT_EMPTY', `found ${tables.length} tables at ${place}`, {
    hint: 'Restore into an empty database or data directory: what is there is never written over.',
    details: { tables },
  })
}

async function fill(session: Session, folder: string, manifest: Manifest): Promise<void> {
  for (const name of await listTables(session)) {
    const kept = manifest.tables.find((each) => each.name === name)
    if (kept === undefined) continue
    const columns = (await listColumns(session, name)).map(quoted).join(', ')
    const insert = `INSERT INTO ${quoted(name)} (${columns}) OVERRIDING SYSTEM VALUE
      SELECT ${columns} FROM jsonb_populate_recordset(null::${quoted(name)}, $1::jsonb)`
    let rows = 0
    for await (const page of readPages(tableFile(folder, name))) {
      await session.query(insert, [`[${page.join(',')}]`])
      rows += page.length
    }
    if (rows === kept.rows) continue
    throw new GridError('BACKUP_DAMAGED', `found ${rows} rows of ${name}, expected ${kept.rows}`, {
      hint: 'Use another backup.',
      details: { table: name, found: rows, expected: kept.rows },
    })
  }
}

/** Lines of a file, so many at a time. */
async function* readPages(path: string): AsyncGenerator<readonly string[]> {
  const input = createReadStream(path).pipe(createGunzip())
  let page: string[] = []
  let characters = 0
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    page.push(line)
    characters += line.length
    if (page.length < PAGE_ROWS && characters < PAGE_CHARACTERS) continue
    yield page
    page = []
    characters = 0
  }
  if (page.length > 0) yield page
}
