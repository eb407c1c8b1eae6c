/** The compiled module as the grid sees it: argv in, bytes and exit code out. */
import { beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { run } from '../../build/testing/run.ts'
import { squaresFromObserved } from './observation.ts'
import { readUnitOutput } from './unit-output.ts'

let bytes: Uint8Array
let module: WebAssembly.Module

beforeAll(async () => {
  bytes = await compile(['src/boarding-school/assembly/main.ts'], 'command')
  module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
})

const unit = (seed: number, draws = 20_000, epsilon = '30') =>
  run(module, ['--seed', `${seed}`, '--draws', `${draws}`, '--epsilon', epsilon])

test('the same source compiles to the same bytes', async () => {
  expect(await compile(['src/boarding-school/assembly/main.ts'], 'command')).toEqual(bytes)
})

test('the same seed gives the same bytes, another seed others', () => {
  const first = unit(1)
  expect(first).toMatchObject({ exitCode: 0, stderr: '' })
  expect(unit(1).stdout).toEqual(first.stdout)
  expect(unit(2).stdout).not.toEqual(first.stdout)
})

test('a smaller epsilon keeps the closer draws, byte for byte', () => {
  const wide = readUnitOutput(unit(5).stdout)
  const narrow = readUnitOutput(unit(5, 20_000, '22.5').stdout)
  expect(narrow.epsilonMilli).toBe(22_500)
  expect(narrow.accepted.length).toBeGreaterThan(0)
  expect(narrow.accepted.length).toBeLessThan(wide.accepted.length)
  const squaresMax = 14 * 22.5 ** 2
  expect(narrow.accepted).toEqual(
    wide.accepted.filter(({ inBed }) => squaresFromObserved(inBed) <= squaresMax),
  )
})

test('output longer than the buffer arrives whole', () => {
  const all = readUnitOutput(unit(1, 200, '763').stdout)
  expect(all.accepted.map(({ draw }) => draw)).toEqual(Array.from({ length: 200 }, (_, i) => i))
})

describe('a wrong command line ends with code 2, a message and no output', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['nothing', [], '--seed is missing'],
    ['no draws', ['--seed', '1', '--epsilon', '18'], '--draws is missing'],
    ['no value', ['--draws', '5', '--epsilon', '18', '--seed'], '--seed has no value'],
    ['twice', ['--seed', '1', '--draws', '5', '--seed', '2', '--epsilon', '18'], 'given twice'],
    ['unknown', ['--seed', '1', '--draws', '5', '--epsilon', '18', '--x', '1'], 'no option'],
    ['stray', ['--seed', '1', '--draws', '5', '--epsilon', '18', 'x'], 'no option'],
    ['negative', ['--seed', '-1', '--draws', '5', '--epsilon', '18'], 'found --seed -1'],
    ['empty', ['--seed', '', '--draws', '5', '--epsilon', '18'], 'found --seed'],
    ['fraction', ['--seed', '1.5', '--draws', '5', '--epsilon', '18'], 'found --seed 1.5'],
    ['unsafe', ['--seed', '9007199254740992', '--draws', '5', '--epsilon', '18'], 'found --seed'],
    ['overflow', ['--seed', '1', '--draws', '99999999999999999999', '--epsilon', '1'], '--draws'],
    ['no draws', ['--seed', '1', '--draws', '0', '--epsilon', '18'], 'found --draws 0'],
    ['zero epsilon', ['--seed', '1', '--draws', '5', '--epsilon', '0'], 'found --epsilon 0'],
    ['exponent', ['--seed', '1', '--draws', '5', '--epsilon', '1e1'], 'found --epsilon 1e1'],
    ['NaN', ['--seed', '1', '--draws', '5', '--epsilon', 'NaN'], 'found --epsilon NaN'],
    ['trailing point', ['--seed', '1', '--draws', '5', '--epsilon', '1.'], 'found --epsilon 1.'],
    ['fine', ['--seed', '1', '--draws', '5', '--epsilon', '1.2345'], 'found --epsilon 1.2345'],
    ['long', ['--seed', '1'.repeat(5000), '--draws', '5', '--epsilon', '1'], '4096 bytes'],
  ]
  test.each(cases)('%s', (_name, args, message) => {
    const { exitCode, stdout, stderr } = run(module, args)
    expect({ exitCode, size: stdout.length }).toEqual({ exitCode: 2, size: 0 })
    expect(stderr).toContain(message)
  })
})
