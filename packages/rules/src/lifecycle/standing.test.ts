import { describe, expect, test } from 'vitest'
import { digest, makeReceipt, openView } from '../testing/votes.ts'
import type { Refusal, Unit } from './records.ts'
import { explainRefusal, standingOf } from './standing.ts'

const verdict = {
  outputHash: digest('t'),
  exitClass: 'exited',
  fuel: 5_999n,
  rewriterVersion: 1,
} as const
const open: Unit = openView(2).unit
const believed: Unit = { ...open, state: 'believed', verdict }

test('a receipt is pending while its unit is open', () => {
  const { receipt } = makeReceipt(1, 't')
  expect(standingOf(receipt, open)).toEqual({ standing: 'pending', refusal: null })
})

test('a receipt that agrees in every field is credited', () => {
  const { receipt } = makeReceipt(1, 't')
  expect(standingOf(receipt, believed)).toEqual({ standing: 'credited', refusal: null })
})

test.each<[string, object, Refusal]>([
  [
    'the output first',
    { outputHash: digest('x'), fuel: 1n },
    { code: 'OUTPUT_DIFFERS', found: digest('x'), expected: digest('t') },
  ],
  [
    'how it ended before all else',
    { exitClass: 'trapped', outputHash: digest('x'), fuel: 0n },
    { code: 'EXIT_CLASS_DIFFERS', found: 'trapped', expected: 'exited' },
  ],
  ['the fuel', { fuel: 1n }, { code: 'FUEL_DIFFERS', found: '1', expected: '5999' }],
  [
    'the version before the fuel it explains',
    { rewriterVersion: 2, fuel: 1n },
    { code: 'VERSION_DIFFERS', found: '2', expected: '1' },
  ],
])('a refusal names %s', (_, changes, refusal) => {
  const { receipt } = makeReceipt(1, 't', changes)
  expect(standingOf(receipt, believed)).toEqual({ standing: 'refused', refusal })
})

test.each([
  ['failed', { state: 'failed', failure: 'NO_AGREEMENT' }, 'NO_AGREEMENT'],
  ['cancelled', { state: 'cancelled' }, 'cancelled'],
] as const)('a receipt of a %s unit is refused for that', (_, changes, found) => {
  const { receipt } = makeReceipt(1, 't')
  const { standing, refusal } = standingOf(receipt, { ...open, ...changes })
  expect(standing).toBe('refused')
  expect(refusal).toMatchObject({ code: 'UNIT_FAILED', found })
})

describe('a refusal in words', () => {
  const codes: Record<Refusal['code'], true> = {
    EXIT_CLASS_DIFFERS: true,
    OUTPUT_DIFFERS: true,
    FUEL_DIFFERS: true,
    VERSION_DIFFERS: true,
    UNIT_FAILED: true,
    VOID: true,
    ON_PAROLE: true,
  }
  test.each(Object.keys(codes) as Refusal['code'][])('%s says what was found', (code) => {
    const text = explainRefusal({ code, found: 'this', expected: 'that' })
    expect(text).toMatch(/^[a-z].*\(found this, expected that\)$/)
  })
})
