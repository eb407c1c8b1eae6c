/** What the module refuses beyond what every program of the room must. */
import { expect, test } from 'vitest'
import { compile } from '../../build/compile.ts'
import { run } from '../../build/testing/run.ts'
import { unitArguments } from '../../build/testing/study.ts'
import { small } from './study.ts'

test('a box narrower than two cut-offs is refused', async () => {
  const bytes = await compile(['src/lennard-jones/assembly/main.ts'], 'command')
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
  const [args = []] = unitArguments(small)
  const { exitCode, stdout, stderr } = run(module, args.with(args.indexOf('--cutoff') + 1, '4'))
  expect({ exitCode, size: stdout.length }).toEqual({ exitCode: 2, size: 0 })
  expect(stderr).toContain('narrower than two cut-offs')
})
