import { expect, test } from 'vitest'
import { accountOf } from '../testing/views.ts'
import { maySteer } from './may-steer.ts'

const [mine, other] = [accountOf(1), accountOf(2)]
test.each([
  ['its requester', { account: mine, operator: false }, mine, true],
  ['an operator', { account: other, operator: true }, mine, true],
  ['another account', { account: other, operator: false }, mine, false],
  ['an account, of a job of the operator token', { account: mine, operator: false }, null, false],
  ['nobody, of a job of the operator token', { account: null, operator: false }, null, false],
] as const)('%s: %j', (_who, caller, requester, may) => {
  expect(maySteer(caller, { requester })).toBe(may)
})

test('nobody is known yet', () => {
  expect(maySteer(null, { requester: mine })).toBe(false)
})
