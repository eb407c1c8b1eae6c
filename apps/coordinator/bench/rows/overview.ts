/**
 * What the console asks for, with 10,000 hosts and as many units as the row `held` keeps: how long
 * the coordinator takes to answer, and how large the answer is on the wire.
 */
import { gzipSync } from 'node:zlib'
import { transformer } from '@pumasi/protocol'
import { planJob, rulesInForce, unsteered } from '@pumasi/rules'
import { openStore } from '@pumasi/store'
import type { Store } from '@pumasi/store'
import { composeHistory } from '../../src/ledger/history.ts'
import { toHostView } from '../../src/account-views.ts'
import { composeStatus, shownLive, toJobView } from '../../src/views.ts'
import { benchSpec } from '../load/spec.ts'
import { dropDatabase, makeDatabase, runOn } from '../postgres.ts'
import { median } from '../rounds.ts'
import { fillUnits } from './held.ts'
import { atMost } from './row.ts'
import type { Bench, Row } from './row.ts'

const HOSTS = 10_000
const BATCH_UNITS = 500
const TIMES = 20
/** A watcher hears of changes twice a second, and must not keep the store busy for half of it. */
const ANSWER_MS_MAX = 100
const STATUS_BYTES_MAX = 20_000

export async function measureOverview(bench: Bench): Promise<Row[]> {
  const name = 'pumasi_bench_overview'
  const url = await makeDatabase(bench.server, name)
  const store = await openStore({ url })
  try {
    await fillGrid(store, url, bench.heldUnits)
    return await measure(store, bench.heldUnits)
  } finally {
    await store.close()
    await dropDatabase(bench.server, name)
  }
}

async function measure(store: Store, units: number): Promise<Row[]> {
  const nowMs = Date.now()
  const page = { from: 0, limit: 20 }
  const hosts = async (wish: { text: string; from: number; limit: number }) => {
    const { rows, total } = await store.fetchHostPage(wish)
    return { rows: rows.map((host) => toHostView(host, rulesInForce)), total }
  }
  const asked: Readonly<Record<string, () => Promise<unknown>>> = {
    'the status of a watcher': () => composeStatus(store, nowMs, [], rulesInForce, shownLive),
    'a page of hosts': () => hosts({ text: '', ...page }),
    'the last page of hosts': () => hosts({ text: '', from: HOSTS - 20, limit: 20 }),
    'hosts by a part of their name': () => hosts({ text: 'host 99', ...page }),
    'a page of jobs': async () => {
      const { rows, total } = await store.fetchJobPage({ text: '', state: 'all', ...page })
      return { rows: rows.map(toJobView), total }
    },
    'accounts by a part of a name': () => store.fetchAccounts({ text: 'host 99', ...page }),
    'a page of accounts': () => store.fetchAccounts({ text: '', ...page }),
    'a page of batches': () => store.fetchBatchPage(page),
    'the ledger over all time': () => composeHistory(store, 'all', nowMs),
  }
  const rows: Row[] = []
  for (const [what, ask] of Object.entries(asked)) {
    const times: number[] = []
    let text = ''
    for (let time = 0; time < TIMES; time += 1) {
      const startedAt = performance.now()
      text = JSON.stringify(transformer.serialize(await ask()))
      times.push(performance.now() - startedAt)
    }
    const small = gzipSync(text).length
    const note = `${text.length} bytes, ${small} compressed`
    const full = `${what}, ${HOSTS} hosts, ${units} units`
    rows.push(atMost(full, median(times), 'ms', ANSWER_MS_MAX, note))
    if (rows.length === 1) rows.push(atMost('its size', text.length, 'bytes', STATUS_BYTES_MAX))
  }
  return rows
}

/** One old job of a million units, all in batches on a chain, and hosts that did them. */
async function fillGrid(store: Store, url: string, units: number): Promise<void> {
  const spec = benchSpec({ name: 'overview', units: 1_000, quorum: 2 })
  const { jobId, unitCount } = planJob(spec)
  await store.insertJob({
    ...{ id: jobId, spec, unitCount, wallMaxMs: 60_000, createdAtMs: Date.now() },
    ...{ cancelledAtMs: null, ...unsteered, requester: null },
  })
  await fillUnits(url, units)
  const batches = Math.ceil(units / BATCH_UNITS)
  await runOn(
    url,
    `INSERT INTO job_tallies (job, stripe, believed, failed, last_belief_ms)
     VALUES (0, 0, ${units}, 0, 1);
     INSERT INTO delegations (signature, session, account, scope, not_before, expires_at, epoch)
     SELECT sha256(int4send(i)) || sha256(int4send(i)) || '\\x1b', ${sessionSql}, ${accountSql},
       sha256('scope'), 0, 2000000000, 0 FROM generate_series(1, ${HOSTS}) i;
     INSERT INTO hosts (session, account, delegation, name, platform, first_seen_ms, last_seen_ms)
     SELECT ${sessionSql}, ${accountSql}, sha256(int4send(i)) || sha256(int4send(i)) || '\\x1b',
       'host ' || i, 'linux x64, Node 24', 1, ${Date.now()} - i FROM generate_series(1, ${HOSTS}) i;
     INSERT INTO host_tallies (account, session, received, credited, credit_micro)
     SELECT ${accountSql}, ${sessionSql}, 200, 200, 200000 FROM generate_series(1, ${HOSTS}) i;
     INSERT INTO batches (id, units_root, credits_root, data_hash, rules_hash, unit_count,
       cumulative_credit_micro, closed_at_ms)
     SELECT i, sha256('u'), sha256('c'), sha256(int4send(i)), sha256('r'), ${2 * BATCH_UNITS}, i,
       ${Date.now()} - (${batches} - i) * 60000 FROM generate_series(1, ${batches}) i;
     INSERT INTO batch_shares (batch_id, job, units)
     SELECT i, 0, ${BATCH_UNITS} FROM generate_series(1, ${batches}) i;
     INSERT INTO commits (batch_id, ledger, chain_id, tx_hash, block_number, gas_used, prev,
       committed_at)
     SELECT i, substr(sha256('l'), 1, 20), 1, sha256(int4send(i)), i, 60000, sha256('p'), 1
     FROM generate_series(1, ${batches - 1}) i;
     ANALYZE`,
  )
}

const accountSql = 'substr(sha256(int4send(i)), 1, 20)'
const sessionSql = 'substr(sha256(int4send(i)), 13, 20)'
