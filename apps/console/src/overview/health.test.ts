import { expect, test } from 'vitest'
import { readAilments } from './health.ts'

test.each([
  [{ ok: true, state: 'ready', reasons: {} }, {}],
  [{ reasons: { chain: 'CHAIN_UNREACHABLE' } }, { chain: 'CHAIN_UNREACHABLE' }],
  [{ reasons: { chain: { odd: true } } }, { chain: '[object Object]' }],
  [{ reasons: { chain: 'x'.repeat(5_000) } }, { chain: 'x'.repeat(200) }],
  [{ reasons: null }, null],
  [{ error: {} }, null],
  ['<html>', null],
  [null, null],
])('%j', (answer, ailments) => {
  expect(readAilments(answer)).toEqual(ailments)
})
