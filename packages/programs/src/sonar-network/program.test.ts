/** What the module refuses beyond what every program of the room must. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { run } from '../../build/testing/run.ts'

let module: WebAssembly.Module
beforeAll(async () => {
  const bytes = await compile(['src/sonar-network/assembly/main.ts'], 'command')
  module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
})

const names = ['mine', ...Array.from({ length: 60 }, (_, band) => `band${band + 1}`)].join()
const row = (mine: number | string, energy: number | string = 5): string =>
  `${[mine, ...Array.from({ length: 60 }, () => energy)].join()}\n`
const train = (input: string, folds = '2') =>
  run(
    module,
    ['--seed', '1', '--hidden', '2', '--rate', '0.1', '--epochs', '3', '--folds', folds],
    input,
  )

test('takes other data of the same form', () => {
  const { exitCode, stdout } = train(`${names}\n${row(0)}${row(1, 10_000)}${row(1, 9000)}`)
  expect(exitCode).toBe(0)
  expect(JSON.parse(new TextDecoder().decode(stdout))).toMatchObject({ patterns: 3 })
})

test.each([
  ['nothing', '', '2', 'found nothing'],
  ['no patterns', `${names}\n`, '2', 'no row'],
  ['another class', `${names}\n${row(2)}${row(1)}`, '2', 'neither 0 nor 1'],
  ['NaN', `${names}\n${row(1, 'NaN')}`, '2', 'in line 2'],
  ['a negative energy', `${names}\n${row(1, -1)}${row(0)}`, '2', 'outside 0 to 10000'],
  ['an energy too large', `${names}\n${row(1, 10_001)}${row(0)}`, '2', 'outside 0 to 10000'],
  ['more folds than patterns', `${names}\n${row(0)}${row(1)}`, '3', 'more --folds'],
  ['513 patterns', `${names}\n${row(0).repeat(513)}`, '2', 'a row too many'],
])('refuses %s', (_name, input, folds, message) => {
  const { exitCode, stdout, stderr } = train(input, folds)
  expect({ exitCode, size: stdout.length }).toEqual({ exitCode: 2, size: 0 })
  expect(stderr).toContain(message)
})
