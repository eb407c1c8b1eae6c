import { utf8 } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { afterEach, expect, test, vi } from 'vitest'
import { defaultTrustRules } from '../policy/trust/index.ts'
import { encodeBundle } from './batch.ts'
import type { Bundle } from './batch.ts'
import { decodeBundle } from './bundle.ts'

afterEach(() => vi.restoreAllMocks())

test.each([
  ['lists in lists', '['.repeat(1_000_000)],
  ['empty lists', `[${'[],'.repeat(500_000)}0]`],
  ['empty objects', `[${'{},'.repeat(500_000)}0]`],
  ['numbers of one digit', `[${'1,'.repeat(500_000)}1]`],
  ['empty keys', `{"units":[${'{"":1},'.repeat(200_000)}0]}`],
])('%s in place of a bundle are refused before they are parsed', (_, text) => {
  const parse = vi.spyOn(JSON, 'parse')
  expect(() => decodeBundle(utf8(text))).toThrow(
    expect.objectContaining({ code: 'BAD_DOCUMENT', hint: expect.any(String) }),
  )
  expect(parse).not.toHaveBeenCalled()
})

test('a bundle of nothing but the shortest rows there are is read', () => {
  const credits = Array.from({ length: 5_000 }, (_row, n) => ({
    account: `0x${n.toString(16).padStart(40, '0')}` as Account,
    cumulativeCreditMicro: 1n,
  }))
  const bundle: Bundle = {
    ...{ version: 2, batchId: 1, units: [], delegations: [], credits },
    rules: {
      ...{ version: 2, rewriterVersion: 1, fuelPerCreditMicro: 1n, quorumMin: 1 },
      ...{ trust: defaultTrustRules, seedDistance: 1 },
    },
    trust: { seed: null, cancelled: [], sealed: [], closings: [], opened: [] },
  }
  expect(decodeBundle(encodeBundle(bundle))).toEqual(bundle)
})
