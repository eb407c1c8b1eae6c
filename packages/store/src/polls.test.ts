/** What coordinators ask twice a second must not read whole tables, however Postgres planned it. */
import { expect, inject, test } from 'vitest'
import { defaultTrustRules } from '@pumasi/rules'
import { openStore } from './store.ts'
import { addJob, makeJob } from './testing/grid.ts'
import { makeDatabase, runOn } from './testing/postgres.ts'

const UNITS = 2_000

/** One old job of believed units, two receipts each, in a batch or still in none. */
const fillSql = (batchId: 1 | null): string => `
  INSERT INTO units (job, unit_index, state, wanted, vacant, active, output_hash, exit_class, fuel,
    rewriter_version, settled_at_ms, batch_id)
  SELECT j.id, i, 'believed', 2, 0, 0, sha256(int4send(i)), 'exited', 1, 1, 1000 + i, ${batchId}
  FROM jobs j, generate_series(1, ${UNITS}) i WHERE j.trust IS NULL;
  INSERT INTO receipts (lease_id, job, unit_index, program_hash, input_hash, output_hash,
    exit_class, fuel, rewriter_version, account, session, signature, accepted_at_ms, standing)
  SELECT sha256(int4send(i) || int4send(n)), j.id, i, sha256('p'), sha256('i'), sha256('o'),
    'exited', 1, 1, substr(sha256(int4send(n)), 1, 20), substr(sha256(int4send(n)), 13, 20),
    sha256('r') || sha256('s') || '\\x1b', 1000 + i, 'credited'
  FROM jobs j, generate_series(1, ${UNITS}) i, generate_series(0, 1) n WHERE j.trust IS NULL`

const silence = { provisionalMs: 1, waitingMs: 1 }

async function openPolled(name: string) {
  const url = await makeDatabase(inject('postgresUrl'), name)
  const store = await openStore({ url })
  await addJob(store, { units: 2, quorum: 2 })
  /** Ends the store's connections: one tells what it read when it ends. */
  const close = async (): Promise<void> => {
    await store.close()
    await runOn(
      `${inject('postgresUrl')}/postgres`,
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`,
    )
  }
  return { url, store, close }
}

test('a plan made while tables were empty still reads no table of millions', async () => {
  const { url, store, close } = await openPolled('polls')
  const { spec, ...job } = makeJob({ name: 'trusting' })
  const { quorum: _, ...work } = spec
  await store.insertJob({ ...job, spec: { ...work, version: 2, trust: { kind: 'adaptive' } } })
  const poll = async (): Promise<void> => {
    await store.peekBatchable(10)
    await store.countBatchable()
    await store.countTrust(silence, 10)
    await store.findBatchable(10)
    await store.findExpired(1, 10)
    await store.fetchTrustInput(10, silence, defaultTrustRules)
  }
  // A prepared statement keeps its plan from the sixth time on.
  for (let time = 0; time < 8; time += 1) await poll()
  await runOn(url, fillSql(1))
  for (let time = 0; time < 3; time += 1) await poll()
  await close()
  const read = await runOn(
    url,
    `SELECT relname FROM pg_stat_user_tables
     WHERE relname IN ('units', 'receipts', 'leases') AND seq_tup_read >= ${UNITS}`,
  )
  expect(read).toEqual([])
})

test('of all that waits for a batch no more is read than tells that it is full', async () => {
  const { url, store, close } = await openPolled('waiting')
  for (let time = 0; time < 8; time += 1) await store.peekBatchable(10)
  await runOn(url, fillSql(null))
  for (let time = 0; time < 3; time += 1) {
    expect(await store.peekBatchable(10)).toEqual({ ready: 10, pending: false })
  }
  await close()
  const read = await runOn(
    url,
    `SELECT relname FROM pg_stat_user_tables
     WHERE relname = 'units' AND seq_tup_read + idx_tup_fetch >= ${UNITS}`,
  )
  expect(read).toEqual([])
})
