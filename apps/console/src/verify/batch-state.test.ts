import type { Finding } from '@pumasi/engine'
import { expect, test } from 'vitest'
import { stateOfStep, verdictOf } from './batch-state.ts'

const finding = (kind: Finding['kind']): Finding => ({
  ...{ kind, code: kind === 'gap' ? 'DATA_MISSING' : 'UNIT_TWICE', place: {} },
  ...{ found: 'a', expected: 'b' },
})
const step = (...kinds: readonly Finding['kind'][]) => ({
  ...{ name: 'units' as const, compared: [], counted: null },
  findings: kinds.map(finding),
})

test.each([
  ['skipped', undefined],
  ['ok', step()],
  ['gap', step('gap')],
  ['wrong', step('gap', 'mismatch')],
])('a step is %s', (state, one) => expect(stateOfStep(one)).toBe(state))

test.each([
  ['holds', false, [step(), step()]],
  ['incomplete', false, [step(), step('gap')]],
  ['differs', false, [step('gap'), step('mismatch')]],
  ['voided', true, [step('mismatch')]],
] as const)('a batch %s', (verdict, voided, steps) =>
  expect(verdictOf({ voided, steps })).toBe(verdict),
)
