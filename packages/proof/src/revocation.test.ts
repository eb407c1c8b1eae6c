import { expect, test } from 'vitest'
import type { Account } from '@pumasi/domain'
import { scopeEveryJob } from './delegation.ts'
import type { Delegation } from './delegation.ts'
import { REVOCATION_GRACE_S, epochFaultAt, epochFaultNow } from './revocation.ts'
import type { Revocations } from './revocation.ts'

const account = `0x${'a1'.repeat(20)}` as Account
const grant = (epoch: number): Delegation => ({
  ...{ account, session: account, scope: scopeEveryJob, notBefore: 0, expiresAt: 1e9, epoch },
})
const AT = 100_000
const raises: Revocations = new Map([
  [
    account,
    [
      { account, epoch: 1, revokedAt: AT },
      { account, epoch: 2, revokedAt: AT + 5_000 },
    ],
  ],
])
const [early, late] = [AT - REVOCATION_GRACE_S, AT + REVOCATION_GRACE_S]

test.each([
  ['the first epoch before it is revoked', 0, AT - 1, null],
  ['the first epoch within the grace', 0, late - 1, null],
  ['the first epoch after the grace', 0, late, 'DELEGATION_REVOKED'],
  ['the first epoch after a second raise', 0, AT + 9_000, 'DELEGATION_REVOKED'],
  ['the second epoch long before its raise', 1, early - 1, 'DELEGATION_NOT_YET_VALID'],
  ['the second epoch as a clock may be behind', 1, early, null],
  ['the second epoch between the raises', 1, AT + 2_000, null],
  ['the second epoch after the second raise', 1, AT + 5_900, 'DELEGATION_REVOKED'],
  ['an epoch that no raise reached', 3, AT + 9_000, 'DELEGATION_NOT_YET_VALID'],
])('%s', (_, epoch, at, fault) => {
  expect(epochFaultAt(grant(epoch), at, raises)).toBe(fault)
})

test('an account that never revoked has the first epoch, and no other', () => {
  expect(epochFaultAt(grant(0), AT, new Map())).toBeNull()
  expect(epochFaultAt(grant(1), AT, new Map())).toBe('DELEGATION_NOT_YET_VALID')
})

test('now there is no grace', () => {
  const faults = [0, 1, 2].map((epoch) => epochFaultNow(grant(epoch), 1))
  expect(faults).toEqual(['DELEGATION_REVOKED', null, 'DELEGATION_NOT_YET_VALID'])
})
