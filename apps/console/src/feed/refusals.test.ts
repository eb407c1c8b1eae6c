import { expect, test } from 'vitest'
import type { RefusalView } from '@pumasi/protocol'
import { accountOf, hostView, jobView } from '../testing/views.ts'
import { hostName } from './host-name.ts'
import { groupRefusals } from './refusals.ts'

const refusal = (account: number, unitIndex: number, acceptedAtMs: number): RefusalView => ({
  jobId: jobView().jobId,
  unitIndex,
  account: accountOf(account),
  acceptedAtMs,
  code: 'OUTPUT_DIFFERS',
  explanation: `unit ${unitIndex}`,
})

test('groups by account and code, newest first', () => {
  const other = { ...refusal(1, 7, 5), code: 'FUEL_DIFFERS' }
  const groups = groupRefusals([refusal(1, 3, 10), refusal(2, 4, 30), refusal(1, 5, 20), other])
  expect(groups).toMatchObject([
    { account: accountOf(2), unitIndexes: [4], newestMs: 30 },
    { account: accountOf(1), unitIndexes: [5, 3], newestMs: 20, explanation: 'unit 5' },
    { account: accountOf(1), unitIndexes: [7], code: 'FUEL_DIFFERS' },
  ])
  expect(groupRefusals([])).toEqual([])
})

test('an account is called after its host, or by its number when none is listed', () => {
  const host = hostView({ account: accountOf(1), name: 'hanbat' })
  expect(hostName([host], accountOf(1))).toBe('hanbat')
  expect(hostName([host, host], accountOf(1))).toBe('hanbat +1')
  expect(hostName([host], accountOf(2))).toBe('0x0202…0202')
})
