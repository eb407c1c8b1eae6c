import type { Hex } from '@pumasi/domain'
import { describe, expect, test } from 'vitest'
import { account, leaseIdOf, makeLease, makeReceipt, openView, rules } from '../testing/votes.ts'
import type { LeaseState, ReceiptRecord, UnitState, UnitView } from './records.ts'
import { HOST_STOPPED, applyUnitEvent } from './unit.ts'
import type { UnitAnswer, UnitEvent, UnitStep } from './unit.ts'

/** Only work under trust rules is known by the digest of its receipts. */
const noDigest: Hex = `0x${'00'.repeat(32)}`

/** The view after a step, as a store writes it. */
const written = (view: UnitView, { change }: UnitStep): UnitView => {
  if (change === null) return view
  const leases = view.leases.map((one) => change.leases.find(({ id }) => id === one.id) ?? one)
  const isSame = (a: ReceiptRecord, b: ReceiptRecord) => a.receipt.leaseId === b.receipt.leaseId
  const kept = view.receipts.map((one) => change.receipts.find((b) => isSame(one, b)) ?? one)
  const added = change.receipts.filter((one) => !view.receipts.some((b) => isSame(one, b)))
  return { ...view, unit: change.unit, leases, receipts: [...kept, ...added] }
}
const apply = (view: UnitView, event: UnitEvent): [UnitView, UnitStep] => {
  const step = applyUnitEvent(view, event, rules)
  return [written(view, step), step]
}

const holder = (n: number) => ({ leaseId: leaseIdOf(n), session: account(n + 1000), atMs: 50 })
const reported = (n: number, output = 't'): UnitEvent => ({
  ...{ type: 'reported', ...holder(n), signed: makeReceipt(n, output), digest: noDigest },
})
const returned = (n: number): UnitEvent => ({ type: 'returned', ...holder(n), reason: 'too big' })
const expired: UnitEvent = { type: 'expired', atMs: 100 }

/** A unit in a state, with one lease of account 1 in a state. */
function viewIn(state: UnitState, leaseState: LeaseState): UnitView {
  const view = openView(2, [makeLease(1, { state: leaseState })])
  const { receipt, signature } = makeReceipt(1, 't')
  const session = account(1001)
  const pending = { standing: 'pending', refusal: null, creditMicro: 0n, trust: null } as const
  const record: ReceiptRecord = { receipt, signature, session, acceptedAtMs: 9, ...pending }
  const receipts = leaseState === 'reported' ? [record] : []
  if (state === 'open') return { ...view, receipts }
  const verdict = state === 'believed' ? receipt : null
  const failure = state === 'failed' ? 'NO_AGREEMENT' : null
  const settled = receipts.map((one) => ({ ...one, standing: 'credited' as const }))
  return { ...view, receipts: settled, unit: { ...view.unit, state, vacant: 0, verdict, failure } }
}

describe('every event in every state', () => {
  const answers: Record<LeaseState, Record<UnitEvent['type'], UnitAnswer>> = {
    active: { reported: 'applied', returned: 'applied', expired: 'applied' },
    reported: { reported: 'repeated', returned: 'lost', expired: 'repeated' },
    returned: { reported: 'lost', returned: 'repeated', expired: 'repeated' },
    released: { reported: 'lost', returned: 'repeated', expired: 'repeated' },
    expired: { reported: 'lost', returned: 'lost', expired: 'repeated' },
  }
  const events = { reported: reported(1), returned: returned(1), expired }
  const states: readonly UnitState[] = ['open', 'believed', 'failed', 'cancelled']
  const rows = states.flatMap((state) =>
    (Object.keys(answers) as LeaseState[]).flatMap((lease) =>
      (Object.keys(events) as UnitEvent['type'][]).map((type) => {
        const late = state === 'cancelled' && type === 'reported' && lease !== 'reported'
        return [state, lease, type, late ? 'cancelled' : answers[lease][type]] as const
      }),
    ),
  )
  test.each(rows)('unit %s, lease %s, %s: %s', (state, lease, type, answer) => {
    const before = viewIn(state, lease)
    const [after, step] = apply(before, events[type])
    expect(step.answer).toBe(answer)
    if (answer !== 'applied') return expect(step.change).toBeNull()
    expect(after.leases[0]?.state).toBe(type)
    if (state !== 'open') expect(after.unit).toEqual(before.unit)
  })
})

test.each([
  ['a lease nobody granted', 'reported', { leaseId: leaseIdOf(9) }],
  ['the lease of another session', 'reported', { session: account(9) }],
  ['a lease nobody granted', 'returned', { leaseId: leaseIdOf(9) }],
  ['the lease of another session', 'returned', { session: account(9) }],
] as const)('%s is lost when %s', (_, type, changes) => {
  const event = type === 'reported' ? reported(1) : returned(1)
  const [, step] = apply(viewIn('open', 'active'), { ...event, ...changes })
  expect(step).toEqual({ answer: 'lost', change: null })
})

test('a second receipt under one lease is lost, the first stands', () => {
  const [view] = apply(openView(2, [makeLease(1), makeLease(2)]), reported(1))
  expect(apply(view, reported(1, 'x'))[1]).toEqual({ answer: 'lost', change: null })
})

test('belief credits those who agree, refuses those who do not, and closes the unit', () => {
  let view = openView(2, [makeLease(1), makeLease(2)])
  view = apply(view, reported(1, 'x'))[0]
  expect(view.unit).toMatchObject({ state: 'open', wanted: 2, vacant: 0 })
  view = apply(view, reported(2))[0]
  expect(view.unit).toMatchObject({ state: 'open', wanted: 3, vacant: 1 })
  view = { ...view, leases: [...view.leases, makeLease(3)], unit: { ...view.unit, vacant: 0 } }
  const [settled, { change }] = apply(view, reported(3))
  expect(settled.unit).toMatchObject({ state: 'believed', wanted: 3, vacant: 0 })
  expect(settled.receipts.map(({ standing }) => standing)).toEqual([
    ...['refused', 'credited', 'credited'],
  ])
  expect(settled.receipts.map(({ creditMicro }) => creditMicro)).toEqual([0n, 5n, 5n])
  expect(settled.receipts[0]?.refusal?.code).toBe('OUTPUT_DIFFERS')
  expect(change?.receipts).toHaveLength(3)
})

test('a host that reports late, but within its lease, is credited like the others', () => {
  let view = openView(2, [makeLease(1), makeLease(2), makeLease(3)])
  for (const n of [1, 2]) view = apply(view, reported(n))[0]
  expect(view.unit.state).toBe('believed')
  const [late, { change }] = apply(view, reported(3))
  expect(late.receipts[2]).toMatchObject({ standing: 'credited', creditMicro: 5n })
  expect(change?.unit).toEqual(view.unit)
  expect(change?.receipts).toHaveLength(1)
})

test('a unit three accounts returned is given up; one that they returned late stays believed', () => {
  let view = openView(
    3,
    [1, 2, 3].map((n) => makeLease(n)),
  )
  for (const n of [1, 2]) view = apply(view, returned(n))[0]
  expect(view.unit).toMatchObject({ state: 'open', vacant: 2 })
  view = apply(view, returned(3))[0]
  expect(view.unit).toMatchObject({ state: 'failed', failure: 'RETURNED_BY_HOSTS', vacant: 0 })
  expect(view.leases.map(({ reason }) => reason)).toEqual(['too big', 'too big', 'too big'])
})

test('accounts that never agree make a unit fail, and none of them is credited', () => {
  let view = openView(
    2,
    [1, 2, 3, 4, 5, 6, 7].map((n) => makeLease(n)),
  )
  for (const n of [1, 2, 3, 4, 5, 6]) view = apply(view, reported(n, `output ${n}`))[0]
  expect(view.unit).toMatchObject({ state: 'open', wanted: 7 })
  view = apply(view, reported(7, 'output 7'))[0]
  expect(view.unit).toMatchObject({ state: 'failed', failure: 'NO_AGREEMENT', vacant: 0 })
  expect(new Set(view.receipts.map(({ refusal }) => refusal?.code))).toEqual(
    new Set(['UNIT_FAILED']),
  )
})

test('only leases whose time is over expire, and their places open again', () => {
  const leases = [makeLease(1), makeLease(2, { expiresAtMs: 101 })]
  const [view] = apply(openView(2, leases), expired)
  expect(view.leases.map(({ state }) => state)).toEqual(['expired', 'active'])
  expect(view.unit).toMatchObject({ state: 'open', wanted: 2, vacant: 1 })
})

test('an event on a cancelled unit settles what it had collected', () => {
  const view = viewIn('cancelled', 'active')
  const { receipts } = viewIn('open', 'reported')
  const waiting = { ...view, leases: [makeLease(2), ...view.leases], receipts }
  const [after] = apply(waiting, expired)
  expect(after.receipts[0]).toMatchObject({ standing: 'refused', refusal: { found: 'cancelled' } })
})

test('regression: a host that was stopped gives its lease back without shutting itself out', () => {
  const view = openView(2, [makeLease(1)])
  const stopped = { type: 'returned', ...holder(1), reason: `${HOST_STOPPED}: stopping` } as const
  const [after, { answer }] = apply(view, stopped)
  expect(answer).toBe('applied')
  expect(after.leases[0]).toMatchObject({ state: 'released' })
  expect(after.unit).toMatchObject({ state: 'open', vacant: 2 })
})
