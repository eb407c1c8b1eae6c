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

/** PGlite for the schema engine: unlike the adapter's own, a script is done when it resolves. */
class ShadowFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = 'pumasi-shadow'

  async connect(): Promise<SqlDriverAdapter> {
    const database = await PGlite.create()
    const adapter = await new PrismaPGlite(database).connect()
    return Object.assign(adapter, {
      executeScript: async (script: string) => void (await database.exec(script)),
      dispose: () => database.close(),
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
  const adapters = bindMigrationAwareSqlAdapterFactory(new ShadowFactory())
  const engine = await SchemaEngine.new(
    { datamodels: [[path, content]] },
    () => undefined,
    adapters,
  )
  const filters = { externalTables: [], externalEnums: [] }
  const { stdout } = await engine.diff({
    from: { tag: 'migrations', ...(await listForEngine()) },
    to: { tag: 'schemaDatamodel', files: [{ path, content }] },
    script: true,
    exitCode: null,
    filters,
  })
  const sql = stdout ?? ''
  return /^\s*(--[^\n]*\n?\s*)*$/.test(sql) ? '' : sql
}

async function listForEngine() {
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
