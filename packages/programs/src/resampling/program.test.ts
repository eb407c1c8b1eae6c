/** What the module makes of its standard input: data of another kind, and what is no data. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { run } from '../../build/testing/run.ts'
import { signFlipShare, signedRanks } from './exact.ts'

let module: WebAssembly.Module
beforeAll(async () => {
  const bytes = await compile(['src/resampling/assembly/main.ts'], 'command')
  module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
})

const permute = (input: string, batches = 500) =>
  run(module, ['--experiment', 'permutation', '--seed', '1', '--batches', `${batches}`], input)

test.each([
  ['ties and zeros', [3, 3, -3, 0, 7, -1, 2, 2]],
  ['two numbers', [1, 2]],
  ['64 pairs', Array.from({ length: 64 }, (_, at) => (at % 5) - 1)],
])('agrees with a count of all choices for %s', (_name, values) => {
  const { stdout, exitCode } = permute(`x\n${values.join('\n')}\n`)
  expect(exitCode).toBe(0)
  const unit = JSON.parse(new TextDecoder().decode(stdout)) as Record<string, number>
  const draws = unit['draws'] ?? 0
  const exact = { extremeSum: values, extremeRankSum: signedRanks(values) }
  for (const [name, statistic] of Object.entries(exact)) {
    const share = signFlipShare(statistic)
    const error = Math.sqrt((share * (1 - share)) / draws)
    expect(Math.abs((unit[name] ?? 0) / draws - share)).toBeLessThanOrEqual(4 * error)
  }
})

test.each([
  ['nothing', '', 'found nothing'],
  ['names alone', 'x\n', 'no row'],
  ['names without an end', 'x', 'no line of column names'],
  ['two columns', 'x,y\n1,2\n', 'columns than 1'],
  ['a row too wide', 'x\n1,2\n', 'no row of decimal numbers in line 2'],
  ['an empty row', 'x\n1\n\n2\n', 'in line 3'],
  ['a word', 'x\n1\nNaN\n', 'in line 3'],
  ['an exponent', 'x\n1e3\n2\n', 'in line 2'],
  ['a fraction', 'x\n1.5\n2\n', 'in line 2'],
  ['a lone minus', 'x\n-\n2\n', 'in line 2'],
  ['white space', 'x\n 1\n2\n', 'in line 2'],
  ['carriage returns', 'x\r\n1\r\n2\r\n', 'column names'],
  ['no last line feed', 'x\n1\n2', 'in line 3'],
  ['a number too long', `x\n${'1'.repeat(16)}\n2\n`, 'too many digits'],
  ['a row too many', `x\n${'1\n2\n'.repeat(33)}`, 'a row too many'],
  ['one number', 'x\n1\n', 'two different numbers'],
  ['equal numbers', 'x\n4\n4\n4\n', 'two different numbers'],
  ['a number too large', 'x\n1001\n2\n', 'from -1000 to 1000'],
  ['bytes that are no text', 'x\n\u0000\n', 'in line 2'],
])('refuses %s', (_name, input, message) => {
  const { exitCode, stdout, stderr } = permute(input, 1)
  expect({ exitCode, size: stdout.length }).toEqual({ exitCode: 2, size: 0 })
  expect(stderr).toContain(message)
})

test('names the experiments there are', () => {
  const { stderr } = run(
    module,
    ['--experiment', 'x', '--seed', '1', '--batches', '1'],
    'x\n1\n2\n',
  )
  expect(stderr).toContain('bootstrap, coverage, permutation, power')
})
