import type { LeaseView, ReceiptView, UnitHistoryView } from '@pumasi/protocol'
import { expect, test } from 'vitest'
import { accountOf, batchView } from '../testing/views.ts'
import { historyOf } from './history.ts'

const hash = `0x${'aa'.repeat(32)}` as never
const lease = (digit: number, state: LeaseView['state'], grantedAtMs: number): LeaseView => ({
  ...{ leaseId: hash, account: accountOf(digit), session: accountOf(digit), state },
  ...{ grantedAtMs, expiresAtMs: grantedAtMs + 50, reason: null },
})
const receipt = (digit: number, acceptedAtMs: number, standing: ReceiptView['standing']) => ({
  ...{ leaseId: hash, account: accountOf(digit), acceptedAtMs, standing, claim: null },
  ...{ refusal: null, trust: null, creditMicro: 0n },
})
const unit: UnitHistoryView['unit'] = {
  ...{ unitIndex: 3, state: 'open', outputHash: null, exitClass: null, fuel: null },
  ...{ failure: null, batchId: null },
}
const empty: UnitHistoryView = {
  ...{ unit, whereabouts: { code: 'WAITS_FOR_HOSTS' }, quorum: 2 },
  ...{ leases: [], receipts: [], batch: null },
}
const kinds = (history: Partial<UnitHistoryView>) =>
  historyOf({ ...empty, ...history }).map(({ kind, atMs }) => [kind, atMs])

test('a unit nobody asked for has no history', () => {
  expect(kinds({})).toEqual([])
})

test('leases, receipts, verdict, batch and transaction follow each other', () => {
  const batch = batchView(7, 4, 500, 2)
  expect(
    kinds({
      unit: { ...unit, state: 'believed' },
      leases: [lease(1, 'expired', 10), lease(2, 'reported', 30), lease(3, 'reported', 70)],
      receipts: [receipt(2, 40, 'credited'), receipt(3, 90, 'credited')],
      batch,
    }),
  ).toEqual([
    ['granted', 10],
    ['granted', 30],
    ['reported', 40],
    ['lost', 60],
    ['granted', 70],
    ['reported', 90],
    ['decided', 90],
    ['batched', 500],
    ['committed', 2_000],
  ])
})

test('a batch that waits for the chain has no transaction yet', () => {
  const events = kinds({ unit: { ...unit, state: 'believed' }, batch: batchView(7, 4, 500, null) })
  expect(events).toEqual([
    ['decided', null],
    ['batched', 500],
  ])
})

test.each(['failed', 'cancelled'] as const)('a unit that was %s says so last', (state) => {
  const leases = [lease(1, 'returned', 10)]
  expect(kinds({ unit: { ...unit, state }, leases })).toEqual([
    ['granted', 10],
    ['lost', null],
    [state, null],
  ])
})
