import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rules } from '../testing/votes.ts'
import { creditFor, rulesHashOf } from './credit.ts'
import { REFUSALS_MAX, decidePermit } from './reputation.ts'
import { rulesInForce } from './rules-in-force.ts'

test.each([
  [0n, 0n],
  [999n, 0n],
  [1_000n, 1n],
  [1_999n, 1n],
  [2n ** 62n, 2n ** 62n / 1_000n],
])('fuel %d earns %d micro-credits', (fuel, credit) => {
  expect(creditFor(fuel, rules)).toBe(credit)
})

test('property: more fuel never earns less, and splitting work never earns more', () => {
  const fuel = fc.bigInt({ min: 0n, max: 2n ** 62n })
  fc.assert(
    fc.property(fuel, fuel, (a, b) => {
      const whole = creditFor(a + b, rules)
      expect(whole).toBeGreaterThanOrEqual(creditFor(a, rules))
      expect(whole).toBeGreaterThanOrEqual(creditFor(a, rules) + creditFor(b, rules))
    }),
  )
})

test('every rule is in the hash', () => {
  const changes = [{ rewriterVersion: 2 }, { fuelPerCreditMicro: 1_001n }, { quorumMin: 2 }]
  const hashes = changes.map((change) => rulesHashOf({ ...rules, ...change }))
  expect(new Set([...hashes, rulesHashOf(rules)]).size).toBe(4)
})

test('the hash of the rules in force is pinned: another one is another grid', () => {
  expect(rulesHashOf(rulesInForce)).toMatchInlineSnapshot(
    `"0x447442a66413dc26d7604c93abf3f9228550712b1a88949d40974eb8393eb22a"`,
  )
})

test.each([
  [0, 0, true],
  [0, REFUSALS_MAX - 1, true],
  [0, REFUSALS_MAX, false],
  [REFUSALS_MAX - 1, REFUSALS_MAX, false],
  [REFUSALS_MAX, REFUSALS_MAX, true],
  [1_000, 1_000, true],
  [1_000, 1_001, false],
])('%i credited and %i refused: may work %s', (credited, refused, allowed) => {
  const permit = decidePermit({ credited, refused })
  expect(permit.allowed).toBe(allowed)
  if (!permit.allowed) {
    expect(permit).toEqual({
      allowed: false,
      code: 'ACCOUNT_SUSPENDED',
      reason: `${refused} receipts refused against ${credited} credited`,
    })
  }
})
