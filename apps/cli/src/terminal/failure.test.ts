import { afterEach, expect, test, vi } from 'vitest'
import { GridError } from '@pumasi/domain'
import { failWith, print } from './failure.ts'

const written = { stdout: '', stderr: '' }
for (const name of ['stdout', 'stderr'] as const) {
  vi.spyOn(process[name], 'write').mockImplementation((text) => {
    written[name] += String(text)
    return true
  })
}
afterEach(() => {
  written.stdout = ''
  written.stderr = ''
})

test.each([
  ['USAGE', 2],
  ['BAD_HEX', 2],
  ['BAD_PARAMETER', 2],
  ['JOB_FILE_INVALID', 2],
  ['JOB_FILE_MISSING', 2],
  ['FILE_MISSING', 2],
  ['JOB_TOO_LARGE', 2],
  ['WASM_NOT_A_MODULE', 1],
  ['COORDINATOR_UNREACHABLE', 1],
  ['DATA_DIR_IN_USE', 1],
])('%s ends with %i', (code, exit) => {
  expect(failWith(new GridError(code, 'found this', { hint: 'Do that.' }), false)).toBe(exit)
  expect(written).toEqual({ stdout: '', stderr: `error ${code}: found this\n  Do that.\n` })
})

test('a machine reads one document on stdout and nothing else', () => {
  const error = new GridError('X', 'found 7', { retryable: true, details: { found: 7n } })
  expect(failWith(error, true)).toBe(1)
  expect(JSON.parse(written.stdout)).toEqual({
    ok: false,
    error: { code: 'X', message: 'found 7', retryable: true, details: { found: '7' } },
  })
  expect(written.stderr).toBe('')
})

test('what is not ours is INTERNAL, also when it is no error at all', () => {
  expect(failWith(new TypeError('x is undefined'), false)).toBe(1)
  expect(failWith('a text', false)).toBe(1)
  expect(written.stderr).toBe('error INTERNAL: x is undefined\nerror INTERNAL: a text\n')
})

test('numbers too large for JSON are printed in full', () => {
  print({ fuel: 2n ** 64n })
  expect(JSON.parse(written.stdout)).toEqual({ fuel: '18446744073709551616' })
})
