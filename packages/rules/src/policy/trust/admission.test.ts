import { expect, test } from 'vitest'
import { newAccountTrust } from './account-trust.ts'
import { decideAdmission, decideAllowance, decideChecker, decideSpotCheck } from './admission.ts'
import { defaultTrustRules as rules } from './trust-rules.ts'

test.each([
  [0, 0, 'allowed'],
  [3, 7, 'allowed'],
  [4, 4, 'ADDRESS_CROWDED'],
  [0, 8, 'ADDRESS_TOO_FAST'],
])(
  '%i newcomers and %i admitted today from one address: %s',
  (newcomers, admittedToday, expected) => {
    const admission = decideAdmission({ newcomers, admittedToday }, rules)
    expect(admission.allowed ? 'allowed' : admission.code).toBe(expected)
    expect(admission.reason).toMatch(/^[A-Z0-9].*\.$/)
  },
)

test.each([
  [0, 0, 0, 20],
  [0, 0, 5, 15],
  [0, 15, 0, 5],
  [0, 15, 5, 0],
  [0, 15, 9, 0],
  [0, 20, 9, null],
  [1, 0, 0, 20],
  [1, 39, 0, 1],
  [8, 1_000, 0, 0],
])('%i strikes, %i believed, %i undecided: %s more', (strikes, history, undecided, units) => {
  const allowance = decideAllowance({ ...newAccountTrust, strikes, history }, undecided, rules)
  expect(allowance.units).toBe(units)
  expect(allowance.reason).toMatch(/^[A-Z0-9].*\.$/)
})

const established = { ...newAccountTrust, history: 20 }
const request = { trust: established, ranIt: false, sameAddress: false, gridIsNew: false }

test.each([
  [{}, true],
  [{ ranIt: true }, false],
  [{ sameAddress: true }, false],
  [{ trust: newAccountTrust }, false],
  [{ trust: newAccountTrust, gridIsNew: true }, true],
  [{ trust: newAccountTrust, gridIsNew: true, ranIt: true }, false],
])('who checks others: %o %s', (change, allowed) => {
  const decision = decideChecker({ ...request, ...change }, rules)
  expect(decision.allowed).toBe(allowed)
  expect(decision.reason).toMatch(/^[A-Z].*\.$/)
})

test('a spot check is for established accounts, at its rate', () => {
  expect(decideSpotCheck(established, rules.spotCheckPpm - 1, rules).spot).toBe(true)
  expect(decideSpotCheck(established, rules.spotCheckPpm, rules).spot).toBe(false)
  expect(decideSpotCheck(newAccountTrust, 0, rules).spot).toBe(false)
})
