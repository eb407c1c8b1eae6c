/**
 * Leases: granting, renewing and finding the expired, one statement each.
 *
 * Granting locks the units it takes and skips those another coordinator holds. What it read of
 * leases may be older than its lock, so the unique index `leases_one_vote` has the last word: a
 * lease that would be an account's second live one on a unit is not inserted, and only an inserted
 * lease takes a vacancy.
 */
import type { JobId, LeaseId } from '@pumasi/domain'
import { RELEASES_MAX, RENEWAL_SLACK_MS, SPOT_REACH } from '@pumasi/engine'
import type { JobStore, Lease, LeasePermit, LeaseRequest, UnitKey } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database, Parameter } from '../database.ts'
import { leaseColumns, toLease } from './rows.ts'
import type { LeaseRow } from './rows.ts'

type Leases = Pick<
  JobStore,
  'acquireLeases' | 'acquireSpot' | 'renewLeases' | 'fetchLease' | 'fetchLeases' | 'findExpired'
>

/** Units that come into being at once when vacancies run short; whoever asked waits for them. */
const UNFOLD_UNITS = 256
/** Jobs looked at for it, so that many tiny jobs do not need a statement each. */
const UNFOLD_JOBS = 16
/**
 * Jobs that run, numbered by whose turn it is: by the place of their requester, which is 0 unless
 * `last` names it, then by priority and age. An index holds just these jobs: those that are over
 * cost nothing, and 300 that run half a millisecond (2026-11).
 */
const queueSql = (last: string, exceptJobs: string | null, permit: LeasePermit): string => `
    SELECT j.id, j.next_unit < j.unit_count ${kindsSql(permit)} AS more, row_number() OVER (
      ORDER BY coalesce((${last}::jsonb ->> coalesce(encode(j.requester, 'hex'), ''))::int, 0),
        j.priority DESC, j.id
    ) AS place
    FROM jobs j WHERE j.finished_at_ms IS NULL AND j.paused_at_ms IS NULL
    ${exceptJobs === null ? '' : exceptSql('j.id', exceptJobs)}`

/** Most requests pass over no job; only the others pay for it. */
const exceptSql = (id: string, jobIds: string): string => `
  AND ${id} <> ALL (ARRAY(
    SELECT e.id FROM jobs e
    WHERE e.job_id IN (SELECT k::bytea FROM jsonb_array_elements_text(${jobIds}::jsonb) k)
  ))`

/** Units that the account may take, by their stage. */
const stagesSql = ({ quorums, trust }: LeasePermit): string => {
  if (quorums && trust === 'checks') return ''
  const stages = { none: [], runs: [1], checks: [1, 2], 'checks only': [2] }[trust]
  return `AND u.stage IN (${[...(quorums ? [0] : []), ...stages].join(', ')})`
}
/** Jobs of whose units to come it may take some. */
const kindsSql = ({ quorums, trust }: LeasePermit): string => {
  const runs = trust === 'runs' || trust === 'checks'
  const own = quorums ? '' : 'AND j.trust IS NOT NULL'
  return `${own} ${runs ? '' : 'AND j.trust IS NULL'}`
}
const everything: LeasePermit = { quorums: true, trust: 'checks', trustMax: null, apart: null }

/** Leases of a unit that stand for a run of it. */
const runsSql = `
  SELECT l.account, h.network FROM leases l LEFT JOIN hosts h ON h.session = l.session
  WHERE l.job = u.job AND l.unit_index = u.unit_index AND l.state IN ('active', 'reported')`

const ranFromSql = (network: string): string =>
  `EXISTS (SELECT 1 FROM (${runsSql}) own WHERE own.network = ${network}::bytea)`

/**
 * A unit that others' receipts wait for goes to nobody on the network it was run from, as long as
 * somebody established could run it who has nothing to do with any run of it.
 */
const apartSql = (network: string, sinceMs: string): string => `
  AND NOT (u.stage = 2
    AND ${ranFromSql(network)}
    AND EXISTS (
      SELECT 1 FROM accounts e JOIN hosts o ON o.account = e.account
      WHERE e.established AND o.last_seen_ms >= ${sinceMs}::bigint AND NOT EXISTS (
        SELECT 1 FROM (${runsSql}) run
        WHERE run.account = e.account OR run.network IS NOT DISTINCT FROM o.network
      )
    ))`

/**
 * Walks the vacancies of one job after another until there are enough. A job with units to come
 * holds back those of all jobs behind it.
 */
const grantSql = (passOver: boolean, permit: LeasePermit, apart: string): string => `
  WITH queue AS MATERIALIZED (${queueSql('$7', passOver ? '$8' : null, permit)}
  ), reach AS (
    SELECT id, place FROM queue
    WHERE place <= coalesce((SELECT min(place) FROM queue WHERE more), 2147483647)
    ORDER BY place
  ), picked AS (
    SELECT reach.place AS turn, v.job, v.unit_index, v.stage
    FROM reach CROSS JOIN LATERAL (
      SELECT u.job, u.unit_index, u.stage FROM units u
      WHERE u.job = reach.id AND u.vacant > 0 ${stagesSql(permit)} ${apart}
      AND (
        SELECT coalesce(sum(CASE l.state WHEN 'expired' THEN 0
          WHEN 'released' THEN (l.expires_at_ms > $4)::int ELSE ${RELEASES_MAX} END), 0)
        FROM leases l
        WHERE l.job = u.job AND l.unit_index = u.unit_index AND l.account = $2
      ) < ${RELEASES_MAX}
      ORDER BY u.unit_index LIMIT $6::int
      FOR UPDATE OF u SKIP LOCKED
    ) v LIMIT $6::int
  ), numbered AS (
    SELECT job, unit_index, (row_number() OVER (ORDER BY turn, unit_index))::int - 1 AS place
    FROM ${permit.trustMax === null ? 'picked' : boundedSql(permit.trustMax)}
  ), granted AS (
    INSERT INTO leases (lease_id, job, unit_index, account, session, granted_at_ms, expires_at_ms)
    SELECT ($1::jsonb ->> place)::bytea, job, unit_index, $2, $3, $4, $5 FROM numbered
    ON CONFLICT DO NOTHING
    RETURNING lease_id, job, unit_index, account, session, state, granted_at_ms, expires_at_ms,
      reason
  ), taken AS (
    UPDATE units u SET vacant = u.vacant - 1, active = u.active + 1
    FROM granted g WHERE u.job = g.job AND u.unit_index = g.unit_index
  )
  SELECT j.job_id, l.unit_index, ${leaseColumns}
  FROM granted l JOIN jobs j ON j.id = l.job
  JOIN numbered n ON n.job = l.job AND n.unit_index = l.unit_index ORDER BY n.place`

/** The units picked, and of those where trust decides so many at most. */
const boundedSql = (trustMax: number): string => `(
      SELECT * FROM (
        SELECT *, sum(least(stage, 1)) OVER (ORDER BY turn, unit_index) AS trust FROM picked
      ) counted WHERE stage = 0 OR trust <= ${Math.floor(trustMax)}
    ) bounded`

/**
 * Vacancies are walked in order until enough are found. Left to itself, and with what it knows of a
 * table that has just come into being, Postgres probes all of them and sorts (2026-11: 3 times the
 * processor time).
 */
const walkSql = `SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off;
  SET LOCAL enable_seqscan = off`

// The rows are locked by id, whatever the turns are: others may see them in another order.
const unfoldSql = (passOver: boolean, permit: LeasePermit): string => `
  WITH queue AS (${queueSql('$2', passOver ? '$3' : null, permit)}
  ), next AS MATERIALIZED (
    SELECT id, place FROM queue WHERE more ORDER BY place LIMIT ${UNFOLD_JOBS}
  ), locked AS (
    SELECT j.id, j.next_unit, j.unit_count, j.quorum, next.place
    FROM jobs j JOIN next ON next.id = j.id
    WHERE j.next_unit < j.unit_count AND j.finished_at_ms IS NULL AND j.paused_at_ms IS NULL
    ORDER BY j.id FOR UPDATE OF j
  ), sized AS (
    SELECT *,
      sum(unit_count - next_unit) OVER (ORDER BY place) - (unit_count - next_unit) AS earlier
    FROM locked
  ), moved AS (
    UPDATE jobs j
    SET next_unit = least(s.unit_count, s.next_unit + $1::int - s.earlier)
    FROM sized s WHERE j.id = s.id AND s.earlier < $1::int
    RETURNING j.id, s.next_unit AS first, j.next_unit AS past, j.quorum,
      (j.trust IS NOT NULL)::int AS stage
  ), made AS (
    INSERT INTO units (job, unit_index, wanted, vacant, stage)
    SELECT id, unit_index, quorum, quorum, stage
    FROM moved, generate_series(first, past - 1) unit_index
    RETURNING job
  )
  SELECT count(*)::int AS made FROM made`

/** One believed unit of one running job, near where chance points. */
const spotSql = (exceptJobs: string | null, network: string | null): string => `
  WITH running AS (
    SELECT j.id, j.next_unit, row_number() OVER (ORDER BY j.id) - 1 AS place,
      count(*) OVER () AS jobs
    FROM jobs j WHERE j.finished_at_ms IS NULL AND j.paused_at_ms IS NULL
      AND j.trust IS NOT NULL AND j.next_unit > 0
      ${exceptJobs === null ? '' : exceptSql('j.id', exceptJobs)}
  ), picked AS (
    SELECT v.job, v.unit_index FROM running r CROSS JOIN LATERAL (
      SELECT u.job, u.unit_index FROM units u
      WHERE u.job = r.id AND u.state = 'believed'
        AND u.unit_index >= floor($7::float8 * r.next_unit)::int
        AND u.unit_index < floor($7::float8 * r.next_unit)::int + ${SPOT_REACH}
        AND NOT EXISTS (
          SELECT 1 FROM leases l
          WHERE l.job = u.job AND l.unit_index = u.unit_index AND l.account = $2
        )
        ${network === null ? '' : `AND NOT ${ranFromSql(network)}`}
      ORDER BY u.unit_index LIMIT 1 FOR UPDATE OF u SKIP LOCKED
    ) v WHERE r.place = floor($6::float8 * r.jobs)
  ), granted AS (
    INSERT INTO leases (lease_id, job, unit_index, account, session, granted_at_ms, expires_at_ms)
    SELECT $1, job, unit_index, $2, $3, $4, $5 FROM picked ON CONFLICT DO NOTHING
    RETURNING lease_id, job, unit_index, account, session, state, granted_at_ms, expires_at_ms,
      reason
  ), taken AS (
    UPDATE units u SET active = u.active + 1
    FROM granted g WHERE u.job = g.job AND u.unit_index = g.unit_index
  )
  SELECT j.job_id, l.unit_index, ${leaseColumns} FROM granted l JOIN jobs j ON j.id = l.job`

// Locked in the order of their units, as every other statement does.
const renewSql = `
  WITH held AS (
    SELECT l.lease_id FROM leases l
    WHERE l.lease_id IN (SELECT id::bytea FROM jsonb_array_elements_text($2::jsonb) id)
      AND l.session = $1 AND l.state = 'active'
    ORDER BY l.job, l.unit_index FOR UPDATE
  )
  UPDATE leases l SET expires_at_ms = greatest(l.expires_at_ms,
    least($3, l.granted_at_ms + 2 * j.wall_max_ms + ${RENEWAL_SLACK_MS}))
  FROM held JOIN leases own ON own.lease_id = held.lease_id JOIN jobs j ON j.id = own.job
  WHERE l.lease_id = held.lease_id RETURNING l.lease_id`

const heldSql = `
  SELECT count(*)::int AS held FROM leases WHERE session = $1 AND state = 'active'`

const fetchSql = `
  SELECT j.job_id, l.unit_index, ${leaseColumns}
  FROM leases l JOIN jobs j ON j.id = l.job
  WHERE l.lease_id = ANY (ARRAY(SELECT k::bytea FROM json_array_elements_text($1::json) k))`

const expiredSql = `
  SELECT j.job_id, late.unit_index FROM (
    SELECT job, unit_index, min(expires_at_ms) AS since FROM (
      SELECT job, unit_index, expires_at_ms FROM leases
      WHERE state = 'active' AND expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2::int
    ) oldest GROUP BY job, unit_index
  ) late JOIN jobs j ON j.id = late.job ORDER BY late.since, late.job, late.unit_index`

interface KeyRow {
  readonly job_id: JobId
  readonly unit_index: number
}
const keyOf = (row: KeyRow): UnitKey => ({ jobId: row.job_id, unitIndex: row.unit_index })

/** Places of the requesters that come last, by their accounts as Postgres writes them. */
const placesOf = ({ requestersLast = [] }: LeaseRequest): string =>
  JSON.stringify(
    Object.fromEntries(requestersLast.map((who, at) => [who === null ? '' : who.slice(2), at + 1])),
  )

export function leasesIn({ query, transaction }: Database): Leases {
  async function grant(request: LeaseRequest, ids: readonly LeaseId[]): Promise<Lease[]> {
    const { account, session, nowMs, leaseMs, exceptJobs = [], permit = everything } = request
    const passOver = exceptJobs.length > 0
    const params = [
      JSON.stringify(ids.map(bytea)),
      bytea(account),
      bytea(session),
      nowMs,
      nowMs + leaseMs,
      ids.length,
      placesOf(request),
      ...(passOver ? [JSON.stringify(exceptJobs.map(bytea))] : []),
    ]
    const whence = permit.apart && [bytea(permit.apart.network), permit.apart.sinceMs]
    const at = params.length
    const apart = whence === null ? '' : apartSql(`$${at + 1}`, `$${at + 2}`)
    const rows = await transaction(async (granting) => {
      await granting.run(walkSql)
      const sql = grantSql(passOver, permit, apart)
      return granting.query<KeyRow & LeaseRow>(sql, [...params, ...(whence ?? [])])
    })
    return rows.map((row) => toLease(keyOf(row), row))
  }

  async function unfold(request: LeaseRequest): Promise<boolean> {
    const { exceptJobs = [], permit = everything } = request
    const passOver = exceptJobs.length > 0
    const [row] = await query<{ made: number }>(unfoldSql(passOver, permit), [
      UNFOLD_UNITS,
      placesOf(request),
      ...(passOver ? [JSON.stringify(exceptJobs.map(bytea))] : []),
    ])
    return (row?.made ?? 0) > 0
  }

  async function fetchLeases(ids: readonly LeaseId[]): Promise<Lease[]> {
    const wanted = JSON.stringify([...new Set(ids)].map(bytea))
    const rows = await query<KeyRow & LeaseRow>(fetchSql, [wanted])
    return rows.map((row) => toLease(keyOf(row), row))
  }

  return {
    async acquireLeases(asked) {
      const [row] = await query<{ held: number }>(heldSql, [bytea(asked.session)])
      const room = Math.max(0, asked.heldMax - (row?.held ?? 0))
      const request = { ...asked, leaseIds: asked.leaseIds.slice(0, room) }
      if (request.leaseIds.length === 0) return []
      const leases = await grant(request, request.leaseIds)
      const { permit = everything } = request
      const trustMax = permit.trustMax ?? Infinity
      // Who is granted all the trust that are left gets the rest another time.
      while (leases.length < Math.min(request.leaseIds.length, trustMax)) {
        const unfolded = await unfold(request)
        const used = new Set(leases.map(({ id }) => id))
        // Asked even when nothing was left to unfold: another coordinator may just have done it.
        const more = await grant(
          request,
          request.leaseIds.filter((id) => !used.has(id)),
        )
        leases.push(...more)
        // Others were faster, or the ids were used before: the caller asks again soon enough.
        if (!unfolded || more.length === 0) break
      }
      return leases
    },

    async acquireSpot(request, chance) {
      const { leaseIds, account, session, nowMs, leaseMs, exceptJobs = [], permit } = request
      const [id] = leaseIds
      if (id === undefined) return null
      const more: Parameter[] = []
      const place = (value: Parameter): string => `$${7 + more.push(value)}`
      const passed = exceptJobs.length === 0 ? null : place(JSON.stringify(exceptJobs.map(bytea)))
      const network = permit?.apart ? place(bytea(permit.apart.network)) : null
      const holder = [bytea(id), bytea(account), bytea(session), nowMs, nowMs + leaseMs]
      const params = [...holder, chance.job, chance.unit, ...more]
      const [row] = await query<KeyRow & LeaseRow>(spotSql(passed, network), params)
      return row === undefined ? null : toLease(keyOf(row), row)
    },

    async renewLeases(session, ids, expiresAtMs) {
      const rows = await query<{ lease_id: LeaseId }>(renewSql, [
        bytea(session),
        JSON.stringify(ids.map(bytea)),
        expiresAtMs,
      ])
      const extended = new Set(rows.map((row) => row.lease_id))
      return ids.filter((id) => extended.has(id))
    },

    fetchLease: async (id) => (await fetchLeases([id]))[0] ?? null,
    fetchLeases,

    async findExpired(nowMs, limit) {
      return (await query<KeyRow>(expiredSql, [nowMs, limit])).map(keyOf)
    },
  }
}
