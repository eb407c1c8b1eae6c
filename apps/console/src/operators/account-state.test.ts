import { expect, test } from 'vitest'
import { creditedPerHour, stateOf } from './account-state.ts'

const blocked = { reason: 'lies', atMs: 0, operator: null }
const trust = (phase: 'probation' | 'parole' | 'established' | 'suspended') => ({
  ...{ phase, strikes: 0, history: 0, reason: '' },
})
const well = { blocked: null, suspended: null, trust: null }
test.each([
  [well, 'plain'],
  [{ ...well, trust: trust('probation') }, 'probation'],
  [{ ...well, trust: trust('established') }, 'established'],
  [{ ...well, trust: trust('suspended') }, 'suspended'],
  [{ ...well, trust: trust('established'), suspended: '6 refused' }, 'suspended'],
  [{ blocked, suspended: '6 refused', trust: trust('parole') }, 'blocked'],
])('%j', (account, state) => {
  expect(stateOf(account)).toBe(state)
})

test.each([
  [{ credited: 10, firstSeenMs: 0, lastSeenMs: 1_800_000 }, 20],
  [{ credited: 10, firstSeenMs: 5, lastSeenMs: 5 }, null],
])('%j', (account, perHour) => {
  expect(creditedPerHour(account)).toBe(perHour)
})
