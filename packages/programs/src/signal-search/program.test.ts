/** What the module refuses beyond what every program of the room must. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { run } from '../../build/testing/run.ts'

let module: WebAssembly.Module
beforeAll(async () => {
  const bytes = await compile(['src/signal-search/assembly/main.ts'], 'command')
  module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
})

const names = 'frequency_hz,drift_hz_per_s,power,moment_s\n'
const search = (input: string, { signals = '1', part = '0' } = {}) =>
  run(
    module,
    ['--seed', '1', '--signals', signals, '--span', '1', '--rates', '2', '--part', part],
    input,
  )

test.each([
  ['more signals than the table has', `${names}1,0,50,0\n`, { signals: '2' }, 'fewer signals'],
  ['a part behind the last rate', `${names}1,0,50,0\n`, { part: '2' }, 'behind the last'],
  ['a frequency outside the band', `${names}9765.7,0,50,0\n`, {}, 'outside 0 to 9765 Hz'],
  ['a drift too fast', `${names}1,-10.1,50,0\n`, {}, 'over 10 Hz/s'],
  ['a negative power', `${names}1,0,-1,0\n`, {}, 'outside 0 to 10000'],
  ['a column too few', 'a,b,c\n1,0,50\n', {}, 'columns than 4'],
  ['a hole in a row', `${names}1,,50,0\n`, {}, 'in line 2'],
  ['seven decimals', `${names}1.0000001,0,50,0\n`, {}, 'too many digits'],
  ['no signals', names, { signals: '0' }, 'no row'],
])('refuses %s', (_name, input, options, message) => {
  const { exitCode, stdout, stderr } = search(input, options)
  expect({ exitCode, size: stdout.length }).toEqual({ exitCode: 2, size: 0 })
  expect(stderr).toContain(message)
})
