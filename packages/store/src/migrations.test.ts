import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { diffSchema, listForEngine } from '../scripts/schema-diff.ts'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { applyMigrations, readMigrations } from './migrations.ts'
import { openServer } from './server.ts'
import { openStore } from './store.ts'
import { makeDatabase } from './testing/postgres.ts'

const known = await readMigrations()
const next = { name: '9999_next', sql: 'CREATE TABLE extra (id INTEGER); SELECT 1;' }

test('schema.prisma and the migrations agree', async () => {
  expect(await diffSchema()).toBe('')
})

test('migrations are numbered without a gap', () => {
  expect(known.map(({ name }) => name.slice(0, 5))).toEqual(
    known.map((_, index) => `${String(index + 1).padStart(4, '0')}_`),
  )
})

const engines: [string, () => Promise<Database>][] = [
  ['PGlite', () => openEmbedded(null)],
  ['Postgres', async () => openServer(await makeDatabase(inject('postgresUrl'), 'migrations'))],
]

describe.each(engines)('%s', (_, open) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  })
  beforeEach(() => database.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public'))
  afterAll(() => database.close())

  test('applies what is missing, once, and keeps the checksum Prisma expects', async () => {
    const names = known.map(({ name }) => name)
    expect(await applyMigrations(database, known)).toEqual(names)
    expect(await applyMigrations(database, known)).toEqual([])
    expect(await applyMigrations(database, [...known, next])).toEqual([next.name])
    const rows = await database.query<{ checksum: string }>(
      `SELECT checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name`,
      [],
    )
    const sums = [...known, next].map(({ sql }) => createHash('sha256').update(sql).digest('hex'))
    expect(rows.map(({ checksum }) => checksum)).toEqual(sums)
  })

  test('a newer schema is refused with what was found and expected', async () => {
    await applyMigrations(database, [...known, next])
    await expect(applyMigrations(database, known)).rejects.toMatchObject({
      code: 'STORE_SCHEMA_NEWER',
      retryable: false,
      details: { found: ['9999_next'], expected: known.at(-1)?.name },
    })
  })

  test('a migration that fails leaves nothing of itself', async () => {
    const broken = { name: next.name, sql: 'CREATE TABLE extra (id INTEGER); SELECT 1 / 0;' }
    await expect(applyMigrations(database, [...known, broken])).rejects.toThrow('division by zero')
    expect(await applyMigrations(database, [...known, next])).toEqual([
      ...known.map(({ name }) => name),
      next.name,
    ])
  })

  test.each([
    ['half applied', 'finished_at = NULL', 'begun and not finished'],
    ['edited afterwards', `checksum = repeat('0', 64)`, 'applied with other content'],
  ])('a migration %s is refused by name', async (_name, change, words) => {
    await applyMigrations(database, known)
    await database.query(`UPDATE _prisma_migrations SET ${change}`, [])
    const error = await applyMigrations(database, known).catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'STORE_SCHEMA_DAMAGED' })
    expect(String(error)).toContain(words)
  })

  test('a migration rolled back by hand is applied again', async () => {
    await applyMigrations(database, [...known, next])
    await database.run(`DROP TABLE extra;
      UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${next.name}'`)
    expect(await applyMigrations(database, [...known, next])).toEqual([next.name])
  })
})

test('processes that start at once on an empty server migrate it once', async () => {
  const url = await makeDatabase(inject('postgresUrl'), 'started_at_once')
  const stores = await Promise.all([1, 2, 3, 4].map(() => openStore({ url })))
  const database = openServer(url)
  const rows = await database.query<{ count: bigint }>(
    'SELECT count(*) FROM _prisma_migrations',
    [],
  )
  expect(rows[0]?.count).toBe(BigInt(known.length))
  await Promise.all([database, ...stores].map((one) => one.close()))
})

test('Prisma’s own engine finds the history it would have written', async () => {
  const url = await makeDatabase(inject('postgresUrl'), 'prisma_history')
  await (await openStore({ url })).close()
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm')
  const adapters = bindMigrationAwareSqlAdapterFactory(new PrismaPg(url))
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, adapters)
  const history = await engine.diagnoseMigrationHistory({
    migrationsList: await listForEngine(),
    optInToShadowDatabase: false,
    filters: { externalTables: [], externalEnums: [] },
  })
  expect(history).toEqual({
    editedMigrationNames: [],
    failedMigrationNames: [],
    hasMigrationsTable: true,
    history: null,
  })
})
