/**
 * The difference between the migrations and schema.prisma, as SQL; empty when they agree.
 *
 * Prisma's schema engine runs as WebAssembly and replays the migrations in a PGlite of its own, so
 * neither a download nor a server is needed.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import { readMigrations } from '../src/migrations.ts'

/** One PGlite for the schema engine: a script is done when it resolves, unlike the adapter's. */
class ShadowFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = 'pumasi-shadow'
  readonly #database: PGlite

  constructor(database: PGlite) {
    this.#database = database
  }

  async connect(): Promise<SqlDriverAdapter> {
    const adapter = await new PrismaPGlite(this.#database).connect()
    return Object.assign(adapter, {
      executeScript: async (script: string) => void (await this.#database.exec(script)),
    })
  }

  connectToShadowDb(): Promise<SqlDriverAdapter> {
    return this.connect()
  }
}

/** SQL that leads from the migrations to the schema. */
export async function diffSchema(): Promise<string> {
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm')
  const path = join(import.meta.dirname, '..', 'prisma', 'schema.prisma')
  const content = await readFile(path, 'utf8')
  const database = await PGlite.create()
  try {
    const adapters = bindMigrationAwareSqlAdapterFactory(new ShadowFactory(database))
    const engine = await SchemaEngine.new(
      { datamodels: [[path, content]] },
      () => undefined,
      adapters,
    )
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await listForEngine()) },
      to: { tag: 'schemaDatamodel', files: [{ path, content }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    const sql = stdout ?? ''
    return /^\s*(--[^\n]*\n?\s*)*$/.test(sql) ? '' : sql
  } finally {
    await database.close()
  }
}

/** The migrations as the schema engine takes them. */
export async function listForEngine() {
  const migrations = await readMigrations()
  return {
    baseDir: join(import.meta.dirname, '..', 'migrations'),
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  }
}
