import { expect, test } from 'vitest'
import { parseMatrix } from './matrix.ts'

test.each([
  ['', []],
  ['\n  \n', []],
  ['n: 1..100', [{ name: 'n', from: 1, to: 100 }]],
  ['n : -3 .. 3 ', [{ name: 'n', from: -3, to: 3 }]],
  [
    'beta: 0.1, 0.2\nseed: 1..2',
    [
      { name: 'beta', values: ['0.1', '0.2'] },
      { name: 'seed', from: 1, to: 2 },
    ],
  ],
  ['city: Daejeon', [{ name: 'city', values: ['Daejeon'] }]],
  ['at: 10:30, 11:00', [{ name: 'at', values: ['10:30', '11:00'] }]],
  // Not whole numbers: a list of one value, which the program may understand.
  ['x: 0.1..0.5', [{ name: 'x', values: ['0.1..0.5'] }]],
])('%j', (text, axes) => {
  expect(parseMatrix(text)).toEqual(axes)
})

test.each([
  ['no name', 'just words', 'in line 1'],
  ['a name in capitals', 'a: 1\nBeta: 1', 'in line 2'],
  ['nothing after the name', 'n:', 'an empty value in line 1'],
  ['a hole in a list', '\nn: 1,,2', 'an empty value in line 2'],
  ['a range backwards', 'n: 3..1', 'expected from <= to in line 1'],
  ['a number beyond 2^53', `n: 1..${2 ** 60}`, 'in line 1'],
  ['too many axes', Array.from({ length: 17 }, (_, i) => `a${i}: 1`).join('\n'), '17 axes'],
  ['a text without end', 'a'.repeat(4_000_001), '4000001 characters'],
])('%s is refused where it is', (_what, text, found) => {
  expect(() => parseMatrix(text)).toThrow(expect.objectContaining({ code: 'JOB_FORM_INVALID' }))
  expect(() => parseMatrix(text)).toThrow(found)
})
