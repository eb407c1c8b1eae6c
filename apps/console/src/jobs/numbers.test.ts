import { utf8 } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { numbersIn } from './numbers.ts'

const unitsOf = (...texts: readonly (string | Uint8Array)[]) =>
  texts.map((text, unitIndex) => ({
    ...{ unitIndex, outputHash: `0x${'00'.repeat(32)}` as never },
    output: {
      ...{ exitClass: 'exited' as const, exitCode: 0, stderr: new Uint8Array(), files: [] },
      stdout: typeof text === 'string' ? utf8(text) : text,
    },
  }))
const columns = (...texts: readonly (string | Uint8Array)[]) =>
  numbersIn(unitsOf(...texts)).map(({ values }) => values)

test.each([
  ['a number each', ['1\n', '2.5\n'], [[1], [2.5]]],
  [
    'columns',
    ['1,2e3,-4', '.5 6 7'],
    [
      [1, 2000, -4],
      [0.5, 6, 7],
    ],
  ],
  ['words before', ['# a title\nmean = 3.5', '# a title\nmean = 4'], [[3.5], [4]]],
  ['JSON', ['{"a":1,"b":[2,3]}'], [[1, 2, 3]]],
  ['more columns than are drawn', ['1 2 3 4 5 6 7'], [[1, 2, 3, 4, 5]]],
  [
    'some units that failed to print',
    ['1 2', 'error', '3 4'],
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['only words', ['hello', 'world'], []],
  ['nothing', [], []],
  ['no text', [Uint8Array.of(0xff, 0x31)], []],
  ['a number beyond all', ['1e999'], []],
] as const)('%s', (_what, texts, found) => {
  expect(columns(...texts)).toEqual(found)
})

test('keeps which unit said what', () => {
  expect(numbersIn(unitsOf('x', '1', '2')).map(({ unitIndex }) => unitIndex)).toEqual([1, 2])
})
