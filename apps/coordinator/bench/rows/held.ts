/** The same figure with a store that holds millions of settled units already. */
import { median } from '../rounds.ts'
import { runOn } from '../postgres.ts'
import { atLeast, figure } from './row.ts'
import type { Bench, Row } from './row.ts'
import { withSession } from './session.ts'
import { playRounds } from './throughput.ts'

const CHUNK = 250_000

/** Units of one old job, each believed and batched, with two leases and two receipts. */
export async function fillUnits(url: string, units: number): Promise<number> {
  const startedAt = performance.now()
  await runOn(
    url,
    `INSERT INTO jobs (id, job_id, spec, quorum, unit_count, next_unit, wall_max_ms, created_at_ms)
     SELECT 0, sha256('held'), spec, 2, ${units}, ${units}, wall_max_ms, 1 FROM jobs LIMIT 1`,
  )
  for (let from = 0; from < units; from += CHUNK) {
    const to = Math.min(units, from + CHUNK) - 1
    await runOn(url, fillSql(from, to))
    for (let third = 0; third < 3; third += 1) await runOn(url, believeSql(from, to, third))
  }
  await runOn(url, 'VACUUM ANALYZE')
  await runOn(url, 'CHECKPOINT')
  return (performance.now() - startedAt) / 1_000
}

/** Lease ids begin with the time, as the coordinator draws them. */
const leaseIdSql = 'substr(int8send(i), 3) || substr(sha256(int4send(i) || int4send(n)), 7)'

const fillSql = (from: number, to: number): string => `
  INSERT INTO units (job, unit_index, wanted, vacant)
  SELECT 0, i, 2, 0 FROM generate_series(${from}, ${to}) i;
  INSERT INTO leases (lease_id, job, unit_index, account, session, state, granted_at_ms,
    expires_at_ms)
  SELECT ${leaseIdSql}, 0, i,
    substr(sha256(int4send(i * 2 % 1000 + n)), 1, 20),
    substr(sha256(int4send(i * 2 % 1000 + n)), 13, 20), 'reported', i, i + 1000
  FROM generate_series(${from}, ${to}) i, generate_series(0, 1) n;
  INSERT INTO receipts (lease_id, job, unit_index, program_hash, input_hash, output_hash,
    exit_class, fuel, rewriter_version, account, session, signature, accepted_at_ms, standing,
    credit_micro)
  SELECT ${leaseIdSql}, 0, i, sha256('program'), sha256(int4send(-i)),
    sha256(int4send(i)), 'exited', 123456789, 1, substr(sha256(int4send(i * 2 % 1000 + n)), 1, 20),
    substr(sha256(int4send(i * 2 % 1000 + n)), 13, 20),
    sha256(int4send(i)) || sha256(int4send(n)) || '\\x1b', 1000 + i, 'credited', 123456
  FROM generate_series(${from}, ${to}) i, generate_series(0, 1) n;`

/** Units grow when they are believed: those of a page one after another, as in a grid. */
const believeSql = (from: number, to: number, third: number): string => `
  UPDATE units SET state = 'believed', output_hash = sha256(int4send(unit_index)),
    exit_class = 'exited', fuel = 123456789, rewriter_version = 1,
    settled_at_ms = 1000 + unit_index, batch_id = 1
  WHERE job = 0 AND unit_index BETWEEN ${from} AND ${to} AND unit_index % 3 = ${third}`

export const measureHeld = (bench: Bench): Promise<Row[]> =>
  withSession(bench, 'held', async (session) => {
    const shape = { quorum: 2, bundle: 50, atOnce: 8 }
    const rate = async (): Promise<number> =>
      median((await playRounds(session, shape, bench.rounds)).map(({ perSecond }) => perSecond))
    const empty = await rate()
    await session.noteStatements('held-empty')
    const seconds = await fillUnits(session.databaseUrl ?? '', bench.heldUnits)
    await session.noteStatements('held-fill')
    const full = await rate()
    const what = `with ${bench.heldUnits} units held`
    return [
      figure('quorum 2, bundles of 50, empty store', empty, 'receipts/s'),
      figure(`the same ${what}`, full, 'receipts/s', `filled in ${seconds.toFixed(0)} s`),
      atLeast(`what is left of the figure ${what}`, full / empty, '', 0.9),
    ]
  })
