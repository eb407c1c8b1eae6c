import { expect, test } from 'vitest'
import { CODE_SIGNS, codeSchema } from './pairing.ts'

test('31 signs, none of which is taken for another', () => {
  expect(new Set(CODE_SIGNS).size).toBe(31)
  expect(CODE_SIGNS).not.toMatch(/[01ILO]/)
})

test.each(['ABCD2345', 'abcd2345', 'abcd-2345', ' ab cd 23 45 '])('%j is one code', (text) => {
  expect(codeSchema.parse(text)).toBe('ABCD2345')
})

test.each([
  ['nothing', ''],
  ['too short', 'ABCD234'],
  ['too long', 'ABCD23456'],
  ['a sign that is none', 'ABCD234O'],
  ['letters of elsewhere', 'АBCD2345'],
  ['without end', '2'.repeat(100_000)],
  ['dashes without end', '-'.repeat(33)],
  ['no text', 12_345_678],
])('%s is no code', (_what, text) => {
  expect(codeSchema.safeParse(text).success).toBe(false)
})
