import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hex } from '@pumasi/domain'
import { newAccountTrust } from './account-trust.ts'
import type { AccountTrust } from './account-trust.ts'
import { decideClosing, decideDraw, decideReplication } from './replication.ts'
import { PPM, defaultTrustRules as rules } from './trust-rules.ts'

const word = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const trust = (change: Partial<AccountTrust>): AccountTrust => ({ ...newAccountTrust, ...change })

test.each([
  ['a new account', {}, 'replicate', PPM, true],
  ['one past its probation', { history: 20 }, 'replicate', PPM, true],
  ['a known one', { history: 100 }, 'sample', 200_000, true],
  ['an old one', { history: 10_000 }, 'sample', rules.auditFloorPpm, true],
  ['one on parole', { strikes: 1, history: 39 }, 'replicate', PPM, false],
  ['one that came back', { strikes: 1, history: 10_000 }, 'sample', 160_000, true],
  ['a suspended one', { strikes: 8, history: 0 }, 'replicate', PPM, false],
])('a receipt of %s', (_, change, kind, ppm, paid) => {
  const plan = decideReplication(trust(change), { kind: 'adaptive' }, rules)
  expect(plan).toMatchObject({ kind, ppm, paid })
  expect(plan.reason).toMatch(/^[A-Z0-9].*\.$/)
})

test('a job may ask for every unit twice, or for less doubt than the grid has', () => {
  const old = trust({ history: 10_000 })
  expect(decideReplication(old, { kind: 'full' }, rules).kind).toBe('replicate')
  const plan = decideReplication(old, { kind: 'confidence', wrongMaxPpm: 1_000 }, rules)
  expect(plan).toMatchObject({ kind: 'sample', ppm: 100_000 })
})

test('a draw says what it means for the contributor', () => {
  const plan = decideReplication(trust({ history: 10_000 }), { kind: 'adaptive' }, rules)
  const draws = Array.from({ length: 100 }, (_, n) => decideDraw(plan, word(1), word(n), rules))
  const reasons = new Set(draws.map(({ audited, reason }) => `${audited}: ${reason}`))
  expect([...reasons].sort()).toEqual([
    'false: Not drawn. One unit in 25 is checked, the least rate for this account. The unit is ' +
      'believed when 3 later checks of the account have agreed.',
    'true: Drawn: another account runs the unit too. One unit in 25 is checked, the least rate ' +
      'for this account.',
  ])
})

test('closing runs the newest again, and others by their own draw', () => {
  const provisional = [
    { from: 10, to: 150 },
    { from: 151, to: 211 },
  ]
  const closing = decideClosing(trust({ history: 900, provisional }), word, word(5), rules)
  expect(closing.redrawn.slice(-rules.vestingChecks)).toEqual([208, 209, 210])
  expect(closing.redrawn).toEqual([...new Set(closing.redrawn)].sort((a, b) => a - b))
  expect(closing.redrawn).not.toContain(150)
  // 197 others at a quarter: 49 expected, five standard deviations either way.
  expect(Math.abs(closing.redrawn.length - 3 - 49)).toBeLessThan(31)
  expect(closing.reason).toContain(`others run ${closing.redrawn.length} of 200`)
})

test('property: closing always ends with the newest provisional receipts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }),
      fc.nat(5_000),
      fc.nat(),
      (count, history, seed) => {
        const provisional = count === 0 ? [] : [{ from: 7, to: 7 + count }]
        const { redrawn, reason } = decideClosing(
          trust({ history, provisional }),
          word,
          word(seed),
          rules,
        )
        const newest = Array.from({ length: count }, (_, n) => 7 + n).slice(-rules.vestingChecks)
        expect(redrawn.slice(-newest.length || redrawn.length)).toEqual(newest)
        expect(reason).toMatch(/^[A-Z].*\.$/)
      },
    ),
  )
})
