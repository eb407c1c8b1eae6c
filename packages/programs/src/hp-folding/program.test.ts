/** What the module refuses beyond what every program of the room must. */
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { run } from '../../build/testing/run.ts'
import { unitArguments } from '../../build/testing/study.ts'
import { small } from './study.ts'

const [args = []] = unitArguments(small)
let module: WebAssembly.Module
beforeAll(async () => {
  const bytes = await compile(['src/hp-folding/assembly/main.ts'], 'command')
  module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
})
const withOption = (name: string, value: string): string[] =>
  args.with(args.indexOf(name) + 1, value)

test.each([
  ['another letter', withOption('--sequence', 'HPX'), 'letters of HP'],
  ['small letters', withOption('--sequence', 'hph'), 'letters of HP'],
  ['two monomers', withOption('--sequence', 'HP'), 'fewer than 3'],
  ['a chain too long', withOption('--sequence', 'H'.repeat(201)), '1 to 200 letters'],
  ['a ladder upside down', withOption('--hottest', '0.2'), '--hottest below --coldest'],
])('refuses %s', (_name, wrong, message) => {
  const { exitCode, stdout, stderr } = run(module, wrong)
  expect({ exitCode, size: stdout.length }).toEqual({ exitCode: 2, size: 0 })
  expect(stderr).toContain(message)
})
