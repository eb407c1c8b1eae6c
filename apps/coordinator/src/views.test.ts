import { expect, test } from 'vitest'
import { createGrid, lyingExecutor, trustRules } from '@pumasi/engine/testing'
import { newAccountTrust } from '@pumasi/engine'
import type {
  AccountActivity,
  AccountRecord,
  BatchStatus,
  GridView,
  HostActivity,
  JobProgress,
  ReceiptDetail,
  ReceiptStatus,
  UnitStatus,
} from '@pumasi/engine'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Account, JobId, LeaseId } from '@pumasi/domain'
import type { Lease } from '@pumasi/rules'
import { toAccountView, toHostView } from './account-views.ts'
import {
  composeStatus,
  toActionView,
  toBatchView,
  toJobView,
  toRefusalView,
  toUnitHistoryView,
  toUnitView,
  toWorkView,
} from './views.ts'

const jobId = digestOf(utf8('job')) as string as JobId
const hash = digestOf(utf8('output'))

/** A view with nothing in it but what a test puts there. */
const viewOf = (rows: Partial<Record<keyof GridView, unknown>>): GridView =>
  new Proxy({} as GridView, {
    get: (_target, name) => async () => rows[name as keyof GridView] ?? [],
  })

test('a unit shows what was believed, or why nothing was', () => {
  const open: UnitStatus = {
    ...{ jobId, unitIndex: 3, state: 'open', wanted: 2, vacant: 2 },
    ...{ verdict: null, failure: null, settledAtMs: null, batchId: null },
  } as never
  expect(toUnitView(open)).toEqual({
    ...{ unitIndex: 3, state: 'open', outputHash: null, exitClass: null, fuel: null },
    ...{ failure: null, batchId: null },
  })
  const verdict = { outputHash: hash, exitClass: 'exited', fuel: 7n }
  const believed = { ...open, state: 'believed', verdict, batchId: 4 } as never
  expect(toUnitView(believed)).toMatchObject({ outputHash: hash, fuel: 7n, batchId: 4 })
})

const account = `0x${'0a'.repeat(20)}` as const as Account
const session = `0x${'0b'.repeat(20)}` as const as Account
const record: AccountRecord = {
  ...{ account, established: true, reason: 'What came last.' },
  trust: { ...newAccountTrust, strikes: 1 },
}
const tally = { received: 3, credited: 2, refused: 1, expired: 0, returned: 0, creditMicro: 5n }
const seen = { firstSeenMs: 1, lastSeenMs: 2 }

/** The same rows from a store that has learnt more: each record in them has one more field. */
function withMore<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withMore) as never
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [name, withMore(field)] as const)
  return { ...Object.fromEntries(fields), column: 'of a later store' } as never
}

const hostRow: HostActivity = {
  ...{ session, account, name: 'attic', platform: 'linux', ...seen, ...tally },
  ...{ activeLeases: 1, pending: 0, blocked: null, record },
  delegation: { delegation: {}, signature: '0x' } as never,
}
const accountRow: AccountActivity = {
  ...{ account, hosts: 2, name: 'attic', ...seen, ...tally, record },
  blocked: { account, reason: 'by hand', atMs: 3, operator: null },
}
const jobRow = {
  ...{ id: jobId, spec: { name: 'a job' }, requester: account, priority: 0, unitCount: 2 },
  ...{ pauseReason: null, pausedAtMs: null, cancelledAtMs: null, finishedAtMs: null },
  ...{ believed: 1, failed: 0, cancelled: 0, committed: 0, activeLeases: 1 },
  ...{ createdAtMs: 1, lastBeliefMs: 2, wallMaxMs: 1_000 },
} as unknown as JobProgress
const batchRow = {
  ...{ id: 1, units: 2, closedAtMs: 3, healedAtMs: null },
  content: { unitCount: 2, dataHash: hash, unitsRoot: hash },
  commit: {
    ...{ txHash: hash, blockNumber: 7, gasUsed: 8n, committedAt: 9, feeWei: 10n },
    timing: { sentAtMs: 4, inclusionMs: 5, confirmationMs: 6, transactions: 1 },
  },
  words: [{ attestor: account, refusal: null }],
} as unknown as BatchStatus
const receiptRow = {
  ...{ jobId, unitIndex: 0, leaseId: hash, account, session, acceptedAtMs: 1 },
  ...{ standing: 'credited', refusal: null, creditMicro: 5n },
  trust: { state: 'believed', reason: 'Checked.' },
  ...{ outputHash: hash, exitClass: 'exited', fuel: 7n },
} as unknown as ReceiptDetail
const unitRow = {
  ...{ unitIndex: 0, state: 'believed', failure: null, batchId: 1, wanted: 1, vacant: 0 },
  verdict: { outputHash: hash, exitClass: 'exited', fuel: 7n },
} as unknown as UnitStatus
const leaseRow = {
  ...{ id: hash, account, session, state: 'reported', grantedAtMs: 1, expiresAtMs: 2 },
  ...{ reason: null, jobId, unitIndex: 0, token: 'secret' },
} as unknown as Lease

const status = (rows: Partial<Record<keyof GridView, unknown>>) =>
  composeStatus(viewOf(rows), 5, [], trustRules)

test.each<[string, (more: typeof withMore) => unknown]>([
  ['a host', (more) => toHostView(more(hostRow), trustRules)],
  ['an account', (more) => toAccountView(more(accountRow), trustRules)],
  ['a job', (more) => toJobView(more(jobRow))],
  ['a batch', (more) => toBatchView(more(batchRow))],
  ['a refusal', (more) => toRefusalView(more(receiptRow))],
  ['a unit', (more) => toUnitView(more(unitRow))],
  [
    'the life of a unit',
    (more) =>
      toUnitHistoryView(
        more({ unit: unitRow, leases: [leaseRow], receipts: [receiptRow], batch: batchRow }),
        more(jobRow),
      ),
  ],
  [
    'work',
    (more) =>
      toWorkView(
        more({
          ...{ jobId, name: 'a job', pending: 0, credited: 2, refused: 1 },
          ...{ fuel: 7n, creditMicro: 5n, committedMicro: 0n },
        }),
      ),
  ],
  [
    'a deed',
    (more) =>
      toActionView(
        more({
          ...{ id: 1, atMs: 2, operator: account, deed: 'job.pause', subject: jobId },
          reason: 'rain',
        }),
      ),
  ],
  [
    'the status of the grid',
    (more) =>
      status({
        fetchTotals: more({ jobs: 1, hosts: 2 }),
        fetchAllProgress: more([jobRow]),
        fetchHosts: more([hostRow]),
        fetchBatchStatus: more([batchRow]),
        fetchReceipts: more([receiptRow]),
        fetchHandovers: more([{ jobId, unitIndex: 0, from: account, expiredAtMs: 1, to: null }]),
      }),
  ],
])('regression: a column added to the store does not leave by itself with %s', async (_, show) => {
  const shown = await show((row) => row)
  expect(await show(withMore)).toEqual(shown)
  expect(shown).not.toEqual({})
})

test('a host shows why it gets no work, and never its delegation', async () => {
  const delegation = { secret: true }
  const host = { account: `0x${'0a'.repeat(20)}`, credited: 0, delegation, record: null }
  const fine = { ...host, refused: 0 } as unknown as HostActivity
  const liar = { ...host, refused: 50 } as unknown as HostActivity
  const { hosts } = await composeStatus(
    viewOf({ fetchHosts: [fine, liar] }),
    5,
    ['a trouble'],
    trustRules,
  )
  expect(hosts.map(({ suspended }) => suspended === null)).toEqual([true, false])
  expect(hosts[0]).not.toHaveProperty('delegation')
})

test('a host shows how far it is trusted, and why trust gives it nothing any more', async () => {
  const record = (strikes: number, history: number) => ({
    ...{ account: `0x${'0a'.repeat(20)}`, established: false, reason: 'What came last.' },
    trust: { ...newAccountTrust, strikes, history },
  })
  const host = { account: `0x${'0a'.repeat(20)}`, credited: 9, refused: 0, blocked: null }
  const rows = [
    { ...host, record: null },
    { ...host, record: record(0, 3) },
    { ...host, record: record(trustRules.trust.strikesMax, 0) },
    { ...host, record: record(trustRules.trust.strikesMax, 0), blocked: 'by hand' },
  ]
  const { hosts } = await composeStatus(viewOf({ fetchHosts: rows }), 5, [], trustRules)
  expect(hosts.map(({ trust }) => trust?.phase)).toEqual([
    ...[undefined, 'established', 'suspended', 'suspended'],
  ])
  expect(hosts[1]).toMatchObject({ suspended: null, trust: { reason: 'What came last.' } })
  expect(hosts[2]?.suspended).toMatch(/^8 checks of this account failed: it gets no more work/)
  expect(hosts[3]?.suspended).toBe('by hand')
})

test('a refusal is explained, also when a unit was given up', async () => {
  const grid = createGrid()
  const [a, b, liar] = [await grid.join('a'), await grid.join('b'), await grid.join('liar')]
  await grid.submit(1)
  await grid.run(liar, 1, undefined, lyingExecutor)
  for (const host of [a, b]) await grid.run(host, 1)
  const { store } = grid.coordinator
  let refusal: ReceiptStatus['refusal'] = null
  const jobs = await store.fetchJobs(1)
  await store.transactUnit({ jobId: jobs[0]?.id as JobId, unitIndex: 0 }, (view) => {
    refusal = view.receipts.find(({ standing }) => standing === 'refused')?.refusal ?? null
    return { change: null }
  })
  const row = {
    ...{ jobId, unitIndex: 0, leaseId: hash as string as LeaseId, account: liar.account },
    ...{ session: liar.session, acceptedAtMs: 1, standing: 'refused', creditMicro: 0n },
  } as unknown as ReceiptStatus
  const receipts = [
    { ...row, refusal },
    { ...row, refusal: null },
  ]
  const status = await composeStatus(
    viewOf({ fetchReceipts: receipts }),
    5,
    ['a trouble'],
    trustRules,
  )
  expect(status.refusals.map(({ code }) => code)).toEqual(['OUTPUT_DIFFERS', 'UNIT_FAILED'])
  expect(status.refusals[0]?.explanation).toContain('output differs')
  expect(status).toMatchObject({ atMs: 5, troubles: ['a trouble'], jobs: [] })
})
