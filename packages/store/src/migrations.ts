/**
 * Migrations: the numbered SQL scripts that make the schema, and their application at start.
 *
 * Kept in Prisma's own format and table, so that `prisma migrate deploy` stays usable. Each script
 * runs in one transaction together with its entry, so none is ever half applied by this function;
 * starting twice at once is safe on a server by an advisory lock.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { GridError } from '@pumasi/domain'
import type { Database, Session } from './database.ts'

export const migrationsFolder = join(import.meta.dirname, '..', 'migrations')

export interface Migration {
  readonly name: string
  readonly sql: string
}

/** All migrations this code knows, in order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      sql: await readFile(join(migrationsFolder, name, 'migration.sql'), 'utf8'),
    })),
  )
}

interface Entry {
  readonly name: string
  readonly checksum: string
  readonly finished: boolean
}

const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

/** The lock Prisma itself takes, so that neither disturbs the other. */
const takeLock = 'SELECT pg_advisory_xact_lock(72707369)'

/**
 * Brings the schema up to date; answers the names just applied.
 * @throws `STORE_SCHEMA_NEWER`, `STORE_SCHEMA_DAMAGED`
 */
export const applyMigrations = (
  database: Database,
  known: readonly Migration[],
): Promise<readonly string[]> => database.transaction((session) => migrate(session, known))

/** The same inside a transaction that somebody else began. */
export async function migrate(
  session: Session,
  known: readonly Migration[],
): Promise<readonly string[]> {
  await session.run('SET LOCAL statement_timeout = 0')
  await session.run('SET LOCAL lock_timeout = 0')
  await session.query(takeLock, [])
  await session.run(createTable)
  const entries = await session.query<Entry>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
    [],
  )
  assertAgreement(entries, known)
  const missing = known.filter(({ name }) => !entries.some((entry) => entry.name === name))
  for (const migration of missing) await apply(session, migration)
  return missing.map(({ name }) => name)
}

async function apply(session: Session, { name, sql }: Migration): Promise<void> {
  await session.run(sql)
  await session.query(
    `INSERT INTO _prisma_migrations
       (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
    [randomUUID(), checksumOf(sql), name],
  )
}

const checksumOf = (sql: string): string => createHash('sha256').update(sql).digest('hex')

function assertAgreement(entries: readonly Entry[], known: readonly Migration[]): void {
  const expected = known.at(-1)?.name ?? 'none'
  const unknown = entries.filter(({ name }) => !known.some((one) => one.name === name))
  if (unknown.length > 0) {
    const found = unknown.map(({ name }) => name)
    throw new GridError(
      'STORE_SCHEMA_NEWER',
      `found a store migrated by ${found.join(', ')}, expected nothing after ${expected}`,
      {
        hint: 'A newer version wrote this store: start that version or a later one.',
        details: { found, expected },
      },
    )
  }
  for (const { name, checksum, finished } of entries) {
    const sql = known.find((one) => one.name === name)?.sql ?? ''
    if (!finished) {
      throw damaged(`found the migration ${name} begun and not finished`, name, [
        'Restore a backup, or undo its statements by hand and then run',
        `\`prisma migrate resolve --rolled-back ${name}\`.`,
      ])
    }
    if (checksum !== checksumOf(sql)) {
      throw damaged(`found the migration ${name} applied with other content`, name, [
        'Start the version that wrote this store, or restore the file: migrations are never edited.',
      ])
    }
  }
}

const damaged = (message: string, migration: string, hint: readonly string[]): GridError =>
  new GridError('STORE_SCHEMA_DAMAGED', `${message}, expected it whole and as shipped`, {
    hint: hint.join(' '),
    details: { migration },
  })
