import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { newAccountTrust } from '@pumasi/engine'
import type { Signature } from '@pumasi/engine'
import { openFileBlobs } from '../blobs/file-blobs.ts'
import { openStore } from '../store.ts'
import type { Store } from '../store.ts'
import type { StoreOptions } from '../open-database.ts'
import { account, acquire, addJob, closeNext, digest, expire } from '../testing/grid.ts'
import { makeHost, report, settleAll } from '../testing/grid.ts'
import { makeDatabase, runOn } from '../testing/postgres.ts'
import { backupStore } from './backup-store.ts'
import { copyBlobs } from './copy-blobs.ts'
import { restoreStore } from './restore-store.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-backup-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
const fresh = (): string => join(folder, String((count += 1)))

const embedded = async (): Promise<StoreOptions> => ({ dataDir: join(fresh(), 'database') })
const server = async (): Promise<StoreOptions> => ({
  url: await makeDatabase(inject('postgresUrl'), `backup_${(count += 1)}`),
})

/** A store with something in every table: settled, refused, open and committed. */
async function live(options: StoreOptions): Promise<void> {
  const store = await openStore(options)
  for (const n of [1, 2, 3]) await store.upsertHost(makeHost(n))
  await addJob(store, { units: 3 })
  const [liar] = await acquire(store, 3)
  if (liar !== undefined) await report(store, liar, { output: 'lie' })
  await settleAll(store, [1, 2])
  const { id, content, bundle } = await closeNext(store)
  const known = { account: account(1), trust: newAccountTrust, established: true, reason: 'Known.' }
  await store.insertBatch({
    ...{ batch: { id, content, closedAtMs: 9_001 }, units: bundle.units, credits: bundle.credits },
    healed: 0,
    trust: {
      ...{ outcomes: [], decide: () => null, accounts: [known] },
      ...{ rulings: [], closings: [], cancelled: [] },
    },
  })
  const { credits } = bundle
  const empty = { batch: { id: 2, content, closedAtMs: 9_002 }, units: [], credits }
  await store.insertBatch({ ...empty, healed: 0 })
  await store.heal({
    ...{ before: [], voids: [2], healedAtMs: 9_003, tip: 2, rebuilt: [], credits },
    ...{ released: [], quarantined: [], decide: () => null },
    overrulings: [{ batchId: 2, units: [] }],
  })
  await store.insertCommit({
    ...{ batchId: 1, ledger: account(7), chainId: 31_337n, txHash: digest('tx'), blockNumber: 5 },
    ...{ gasUsed: 2n ** 53n + 1n, prev: digest('prev'), committedAt: 9 },
    feeWei: 10n ** 30n + 1n,
    timing: { sentAtMs: 9_001, inclusionMs: 20, confirmationMs: 1, transactions: 2 },
  })
  await store.upsertAttestation({
    ...{ batchId: 1, attestor: account(8), attestation: digest('batch 1'), receivedAtMs: 9_001 },
    ...{ signature: `0x${'5a'.repeat(65)}` as Signature, refusal: 'UNIT_TWICE at unit 1' },
  })
  await addJob(store, { name: 'a later job', units: 1_000_000 })
  await acquire(store, 3, { count: 2 })
  await expire(store, 1e9)
  const operator = account(9)
  const block = { account: account(3), reason: 'lies', atMs: 9_002, operator }
  const deed = 'account.block' as const
  await store.appendAction({ atMs: 9_002, operator, deed, subject: account(3), reason: 'lies' })
  await store.blockAccount(block)
  const entrant = { account: account(1), network: digest('home'), nowMs: 9_000, sinceMs: 0 }
  await store.admitAccount(entrant, (address) => ({ ...address, allowed: true }))
  const waiting = { code: 'ABCD2345', claimDigest: digest('claim'), session: account(5) }
  const machine = { ...waiting, name: 'attic', platform: 'linux', expiresAtMs: 9_900 }
  await store.insertPairing(machine, { nowMs: 9_000, max: 9 })
  await store.approvePairing(machine.claimDigest, makeHost(5).delegation, 9_000)
  await store.claimSetting('ledger', 'a "quoted" \\ value\nof two lines')
  await store.close()
}
/** All that people see of a store. */
async function look(store: Store): Promise<unknown> {
  const seen = {
    progress: await store.fetchAllProgress(10),
    hosts: await store.fetchHosts(10),
    batches: await store.fetchBatchStatus(10),
    receipts: await store.fetchReceipts({ limit: 100 }),
    counts: await store.fetchCounts(),
    tip: await store.fetchTip(),
    known: await store.fetchTrackRecord(account(1)),
    accounts: await store.fetchAccounts({ text: '', from: 0, limit: 10 }),
    actions: await store.fetchActions({ limit: 10 }),
    pairing: await store.findPairing('ABCD2345', 9_000),
    setting: await store.fetchSetting('ledger'),
  }
  return seen
}
async function lookAt(options: StoreOptions): Promise<unknown> {
  const store = await openStore(options)
  try {
    return await look(store)
  } finally {
    await store.close()
  }
}

describe.each([
  ['embedded', 'embedded', embedded, embedded],
  ['server', 'server', server, server],
  ['embedded', 'server', embedded, server],
  ['server', 'embedded', server, embedded],
] as const)('a backup of the %s database restored into the %s one', (_from, _to, from, to) => {
  test('shows the same, and goes on', async () => {
    const [source, target, backup] = [await from(), await to(), fresh()]
    await live(source)
    const before = await lookAt(source)
    const written = await backupStore(source, backup)
    for (const { name, rows } of written.tables) expect(rows, name).toBeGreaterThan(0)
    expect(await restoreStore(target, backup)).toEqual(written)
    expect(await lookAt(target)).toEqual(before)
    // Counters go on where they were: new rows collide with none.
    const store = await openStore(target)
    await addJob(store, { name: 'after the restore' })
    const lifted = { atMs: 9_003, operator: null, subject: account(3), reason: 'mended' }
    await store.appendAction({ ...lifted, deed: 'account.unblock' })
    expect((await store.fetchActions({ limit: 1 }))[0]?.id).toBe(2)
    await settleAll(store, [1, 2])
    expect(await store.fetchAllProgress(10)).toHaveLength(3)
    await store.close()
    // Five databases boot here.
  }, 180_000)
})

test('a server is backed up as of one moment while others write', async () => {
  const source = await server()
  await live(source)
  const store = await openStore(source)
  const written = backupStore(source, fresh())
  for (let index = 0; index < 50; index += 1) await store.claimSetting(`k${index}`, 'v')
  await store.close()
  expect((await written).migrations.length).toBeGreaterThan(0)
})

describe('refuses', () => {
  let source: StoreOptions
  let backup: string
  beforeAll(async () => {
    ;[source, backup] = [await server(), fresh()]
    await live(source)
    await backupStore(source, backup)
  })

  test('a folder that holds a backup', async () => {
    await expect(backupStore(source, backup)).rejects.toMatchObject({ code: 'BACKUP_EXISTS' })
  })

  test('a database that holds anything, which stays as it is', async () => {
    const before = await lookAt(source)
    await expect(restoreStore(source, backup)).rejects.toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
    expect(await lookAt(source)).toEqual(before)
  })

  test('an embedded database in use', async () => {
    const used = await embedded()
    const store = await openStore(used)
    await expect(backupStore(used, fresh())).rejects.toMatchObject({ code: 'STORE_LOCKED' })
    await store.close()
  })

  test('what was not written so, without leaving a table behind', async () => {
    const tables = join(backup, 'tables')
    const manifest = join(backup, 'backup.json')
    const [kept, rows] = [await readFile(manifest), await readFile(join(tables, 'units.jsonl.gz'))]
    const damage: readonly (() => Promise<unknown>)[] = [
      () => appendFile(join(tables, 'units.jsonl.gz'), 'x'),
      () => rm(join(tables, 'units.jsonl.gz')),
      () => writeFile(manifest, '{}'),
      () => writeFile(manifest, 'half'),
      () => writeFile(manifest, String(kept).replace('"name": "units"', '"name": "../units"')),
      () => rm(manifest),
    ]
    const target = await server()
    for (const act of damage) {
      await act()
      await expect(restoreStore(target, backup)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' })
      await writeFile(manifest, kept)
      await writeFile(join(tables, 'units.jsonl.gz'), rows)
    }
    const left = `SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'`
    expect(await runOn(target.url ?? '', left)).toEqual([])
    await restoreStore(target, backup)
  })

  test('a backup of a newer version', async () => {
    const manifest = join(backup, 'backup.json')
    const kept = await readFile(manifest, 'utf8')
    await writeFile(manifest, kept.replace('"migrations": [', '"migrations": ["9999_later",'))
    const refused = restoreStore(await server(), backup)
    await expect(refused).rejects.toMatchObject({ code: 'STORE_SCHEMA_NEWER' })
    await writeFile(manifest, kept)
  })
})

test('blobs are copied checked, once, and a damaged one is named', async () => {
  const [from, to] = [fresh(), fresh()]
  const blobs = await openFileBlobs(from)
  const digests: Digest[] = []
  for (const text of ['one', 'two', 'three']) digests.push(await blobs.putBlob(utf8(text)))
  const bad = digestOf(utf8('two'))
  await writeFile(join(from, bad.slice(2, 4), bad.slice(2)), 'other')
  const target = await openFileBlobs(to)
  expect(await copyBlobs(from, target)).toEqual({ copied: 2, known: 0, damaged: [bad] })
  expect(await copyBlobs(from, target)).toEqual({ copied: 0, known: 2, damaged: [bad] })
  expect(await target.fetchBlob(digests[2] as Digest, 9)).toEqual(utf8('three'))
  expect(await copyBlobs(join(folder, 'none'), target)).toMatchObject({ copied: 0 })
  expect((await readdir(to)).includes('incoming')).toBe(true)
})
