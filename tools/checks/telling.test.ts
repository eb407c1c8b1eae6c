import { expect, test } from 'vitest'
import { tellingLines } from './telling.ts'

test.each([
  ['Vitest', ' FAIL  src/one.test.ts > adds'],
  ['Vitest, of what nobody caught', '⎯⎯⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯⎯⎯⎯'],
  ['Node', 'TypeError: found no function'],
  ['Prettier', '[warn] README.md'],
  ['ESLint, the file', '/somewhere/packages/one.ts'],
  ['ESLint', "  12:3  error  'one' is never used  no-unused-vars"],
  ['TypeScript', "src/one.ts(3,5): error TS2322: Type 'a' is not assignable to 'b'."],
  ['Nx', '- @pumasi/store:test'],
])('keeps what tells of a failure: %s', (_who, line) => {
  expect(tellingLines(`all is well\n${line}\n✓ passed\n`)).toEqual([line])
})

test('keeps few lines, and none that is long', () => {
  const lines = Array.from({ length: 1_000 }, (_, n) => ` FAIL  ${n} ${'x'.repeat(10_000)}`)
  const kept = tellingLines(lines.join('\n'))
  expect(kept[0]).toContain(' 0 ')
  expect(kept.join('\n').length).toBeLessThan(13_000)
})
