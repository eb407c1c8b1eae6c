import { expect, test } from 'vitest'
import type { Account } from '@pumasi/domain'
import { fingerprintOf, writeCode } from './pairing-text.ts'
import { codeSchema } from './schemas/pairing.ts'

test('a code is read as it is written', () => {
  expect(writeCode('ABCD2345')).toBe('ABCD-2345')
  expect(codeSchema.parse(writeCode('ABCD2345'))).toBe('ABCD2345')
})

test('a key is compared in fours', () => {
  const session = '0x1a2b3c4d5e6f70810000000000000000000000ff' as Account
  expect(fingerprintOf(session)).toBe('1a2b 3c4d 5e6f 7081')
})
