import { expect, test } from 'vitest'
import { createGrid, lyingExecutor, trustRules } from '@pumasi/engine/testing'
import { newAccountTrust } from '@pumasi/engine'
import type { HostActivity, ReceiptStatus, UnitStatus } from '@pumasi/engine'
import type { GridView } from '@pumasi/engine'
import { digestOf, utf8 } from '@pumasi/domain'
import type { JobId, LeaseId } from '@pumasi/domain'
import { composeStatus, toUnitView } from './views.ts'

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
