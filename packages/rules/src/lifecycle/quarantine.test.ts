import { expect, test } from 'vitest'
import { account, digest, makeReceipt, openView } from '../testing/votes.ts'
import { quarantineUnit } from './quarantine.ts'
import type { ReceiptRecord, UnitView } from './records.ts'
import { verdictOf } from './standing.ts'

/** A believed unit: two receipts agree, a third is refused. */
function believed(): UnitView {
  const view = openView(2, [])
  const receipts = ['t', 't', 'lie'].map((output, n): ReceiptRecord => {
    const signed = makeReceipt(n + 1, output)
    const refusal = { code: 'OUTPUT_DIFFERS', found: 'lie', expected: 't' } as const
    const own =
      output === 't'
        ? ({ standing: 'credited', refusal: null, creditMicro: 7n } as const)
        : ({ standing: 'refused', refusal, creditMicro: 0n } as const)
    return { ...signed, session: account(1_000), acceptedAtMs: 9, ...own, trust: null }
  })
  const [first] = receipts as [ReceiptRecord]
  const verdict = verdictOf(first.receipt)
  return { ...view, receipts, unit: { ...view.unit, state: 'believed', verdict, vacant: 0 } }
}

test('belief and credit are taken back, and what was refused keeps its reason', () => {
  const change = quarantineUnit(believed())
  expect(change?.unit).toMatchObject({ state: 'failed', failure: 'VOIDED', verdict: null })
  const refusal = { code: 'UNIT_FAILED', found: 'VOIDED', expected: 'a unit that is believed' }
  const back = { standing: 'refused', refusal, creditMicro: 0n }
  expect(change?.receipts).toMatchObject([back, back])
})

test('where trust decides, only what its voided batch credited is taken back, and what waits falls', () => {
  const view = believed()
  const receipts = view.receipts.map((record, n): ReceiptRecord => {
    const trust = { state: 'decided', replicated: true, sealed: null, reason: '' } as const
    const own = n === 2 ? ({ standing: 'pending', refusal: null } as const) : {}
    return { ...record, ...own, trust: { ...trust, digest: digest(`receipt ${n}`) } }
  })
  const change = quarantineUnit({ ...view, receipts }, new Set([digest('receipt 1')]))
  expect(change?.unit.state).toBe('failed')
  expect(change?.receipts.map((record) => record.trust?.digest)).toEqual(
    [1, 2].map((n) => digest(`receipt ${n}`)),
  )
  expect(change?.receipts).toMatchObject(
    [1, 2].map(() => ({ standing: 'refused', creditMicro: 0n })),
  )
})

test('a second time changes nothing', () => {
  const view = believed()
  const change = quarantineUnit(view)
  expect(quarantineUnit({ ...view, ...change })).toBeNull()
})
