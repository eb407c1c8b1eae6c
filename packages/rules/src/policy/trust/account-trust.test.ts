import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditFloorOf, auditRateOf, probationOf, trustPhase } from './account-trust.ts'
import { PPM, defaultTrustRules, trustRulesSchema } from './trust-rules.ts'
import type { TrustDemand } from './trust-rules.ts'

const rules = defaultTrustRules
const adaptive: TrustDemand = { kind: 'adaptive' }
const confidence = (wrongMaxPpm: number): TrustDemand => ({ kind: 'confidence', wrongMaxPpm })

test.each([
  [0, 0, 'probation'],
  [0, 19, 'probation'],
  [0, 20, 'established'],
  [1, 39, 'parole'],
  [1, 40, 'established'],
  [2, 79, 'parole'],
  [2, 80, 'established'],
  [7, 79, 'parole'],
  [7, 80, 'established'],
  [8, 1_000_000, 'suspended'],
])('%i failed checks and %i believed since: %s', (strikes, history, phase) => {
  expect(trustPhase({ strikes, history }, rules)).toBe(phase)
})

test.each([
  [0, 0, adaptive, PPM],
  [0, 20, adaptive, PPM],
  [0, 21, adaptive, 952_381],
  [0, 40, adaptive, 500_000],
  [0, 499, adaptive, 40_081],
  [0, 500, adaptive, 40_000],
  [0, 1_000_000, adaptive, 40_000],
  [1, 39, adaptive, PPM],
  [1, 80, adaptive, 500_000],
  [1, 1_000_000, adaptive, 160_000],
  [2, 1_000_000, adaptive, 640_000],
  [3, 1_000_000, adaptive, PPM],
  [0, 1_000_000, { kind: 'full' } as const, PPM],
  [0, 999, confidence(1_000), PPM],
  [0, 2_000, confidence(1_000), 500_000],
  [0, 25_000, confidence(1_000), 40_000],
  [0, 100, confidence(500_000), 200_000],
])('%i strikes, %i believed, asked for %o: %i parts', (strikes, history, demand, ppm) => {
  expect(auditRateOf({ strikes, history }, demand, rules).ppm).toBe(ppm)
})

test('the rate is said in words', () => {
  const say = (strikes: number, history: number): string =>
    auditRateOf({ strikes, history }, adaptive, rules).reason
  expect(say(0, 3)).toBe('The account is new: 3 of 20 units believed before its work is sampled.')
  expect(say(1, 3)).toBe(
    'A check of this account failed: 3 of 40 units believed again before its work is sampled.',
  )
  expect(say(0, 50)).toBe('One unit in 2.5 is checked, after 50 believed units.')
  expect(say(0, 5_000)).toBe('One unit in 25 is checked, the least rate for this account.')
  expect(say(9, 0)).toBe('9 checks of this account failed.')
})

const trustArb = fc.record({ strikes: fc.nat(20), history: fc.nat(2_000_000) })
const demandArb = fc.oneof(
  fc.constant(adaptive),
  fc.constant<TrustDemand>({ kind: 'full' }),
  fc.integer({ min: 1, max: PPM }).map(confidence),
)

test('property: a rate lies between the floor and always, falls with history, rises with strikes', () => {
  fc.assert(
    fc.property(trustArb, demandArb, (trust, demand) => {
      const { ppm, reason } = auditRateOf(trust, demand, rules)
      expect(ppm).toBeGreaterThanOrEqual(rules.auditFloorPpm)
      expect(ppm).toBeGreaterThanOrEqual(auditFloorOf(trust.strikes, rules))
      expect(ppm).toBeLessThanOrEqual(PPM)
      expect(Number.isSafeInteger(ppm)).toBe(true)
      expect(reason).toMatch(/^[A-Z0-9].*\.$/)
      const later = { ...trust, history: trust.history + 1 }
      expect(auditRateOf(later, demand, rules).ppm).toBeLessThanOrEqual(ppm)
      const struck = { ...trust, strikes: trust.strikes + 1 }
      expect(auditRateOf(struck, demand, rules).ppm).toBeGreaterThanOrEqual(ppm)
      expect(auditRateOf(trust, adaptive, rules).ppm).toBeLessThanOrEqual(ppm)
    }),
  )
})

test('property: what a stated confidence promises: at most 1/p wrong units an account', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 2_000_000 }),
      fc.integer({ min: 10, max: PPM }),
      (history, wrongMaxPpm) => {
        const { ppm } = auditRateOf({ strikes: 0, history }, confidence(wrongMaxPpm), rules)
        // 1/p units of `history` are no larger share than was asked for.
        expect(PPM * PPM).toBeLessThanOrEqual(
          ppm * history * wrongMaxPpm + PPM * PPM * Number(ppm === PPM),
        )
      },
    ),
  )
})

test('the schema takes the defaults and refuses whatever is not described', () => {
  expect(trustRulesSchema.parse(rules)).toEqual(rules)
  expect(trustRulesSchema.safeParse({ ...rules, more: 1 }).success).toBe(false)
  for (const key of Object.keys(rules)) {
    expect(trustRulesSchema.safeParse({ ...rules, [key]: -1 }).success, key).toBe(false)
    expect(trustRulesSchema.safeParse({ ...rules, [key]: 0.5 }).success, key).toBe(false)
    expect(trustRulesSchema.safeParse({ ...rules, [key]: undefined }).success, key).toBe(false)
  }
})

test('no rule a schema lets pass makes a number that is none', () => {
  const rulesArb = fc.record({
    probation: fc.integer({ min: 1, max: 100_000 }),
    factor: fc.integer({ min: 1, max: 100 }),
  })
  fc.assert(
    fc.property(rulesArb, trustArb, ({ probation, factor }, trust) => {
      const wild = {
        ...rules,
        probationUnits: probation,
        strikeFactor: factor,
        strikesMax: 1_000,
        probationDoublingsMax: 10,
      }
      expect(Number.isSafeInteger(auditRateOf(trust, adaptive, wild).ppm)).toBe(true)
      expect(Number.isSafeInteger(probationOf(trust.strikes, wild))).toBe(true)
    }),
  )
})
