/** What every program of the room must do: a new one passes this before any test of its own. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compile } from '../build/compile.ts'
import { run } from '../build/testing/run.ts'
import { runStudy, unitArguments, unitInputs } from '../build/testing/study.ts'
import { flawsOf } from './figure/testing/well-formed.ts'
import { programs } from './index.ts'

const code = (name: string) => expect.objectContaining({ code: name, hint: expect.any(String) })

test('programs are listed once, by name', () => {
  const names = programs.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)].sort())
})

describe.each(programs)('$name', (program) => {
  const { name, scale, planJob, small, conclude } = program
  let module: WebAssembly.Module
  let stdouts: readonly Uint8Array[]

  beforeAll(async () => {
    const bytes = await compile([`src/${name}/assembly/main.ts`], 'command')
    module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
    stdouts = runStudy(module, small, program.jobFileUrl)
  })

  test('the job file in the folder is the demo', () => {
    expect(program.jobFileUrl.pathname).toMatch(new RegExp(`/src/${name}/job.yaml$`))
    expect(parse(readFileSync(program.jobFileUrl, 'utf8'))).toEqual(planJob(scale.demo))
  })

  test('module and inputs lie where the job files say', () => {
    expect(program.moduleUrl.pathname).toMatch(new RegExp(`/dist/${name}.wasm$`))
    for (const job of [small, planJob(scale.min), planJob(scale.max)]) {
      const at = (path: string): string => new URL(path, program.jobFileUrl).href
      expect(at(job.program)).toBe(program.moduleUrl.href)
      expect(job.inputs?.map(at)).toEqual(program.inputUrls?.map(({ href }) => href))
    }
  })

  test('a larger scale plans more work; what is no scale is refused before any work', () => {
    expect(unitArguments(planJob(scale.min)).length).toBeGreaterThan(0)
    expect(planJob(scale.demo)).not.toEqual(planJob(scale.max))
    for (const bad of [Number.NaN, -1, scale.min - 1, scale.max + 1, scale.demo + 0.5, 1e300]) {
      expect(() => planJob(bad)).toThrow(code('BAD_PARAMETER'))
    }
  })

  test('the small study meets the published values', () => {
    const { checks } = conclude(stdouts)
    expect(checks.length).toBeGreaterThan(0)
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
  })

  test('the conclusion is a well-formed picture and a table without holes', () => {
    const { plot, table } = conclude(stdouts)
    expect(flawsOf(plot)).toEqual([])
    expect(table.rows.length).toBeGreaterThan(0)
    for (const row of table.rows) {
      expect(row).toHaveLength(table.columns.length)
      expect(row.join('|')).not.toMatch(/NaN|undefined|Infinity/)
    }
  })

  test('neither the order of outputs nor another run changes the conclusion', () => {
    const [first = [], ...others] = unitArguments(small)
    const [input] = unitInputs(small, program.jobFileUrl)
    expect(run(module, first, input).stdout).toEqual(stdouts[0])
    expect(others.every((args) => args.join() !== first.join())).toBe(true)
    expect(conclude(stdouts.toReversed())).toEqual(conclude(stdouts))
  })

  test('refuses outputs that are missing, repeated, cut short, changed or not its own', () => {
    const [first = new Uint8Array()] = stdouts
    const text = new TextDecoder().decode(first)
    const bad = (changed: string): void => {
      const outputs = [new TextEncoder().encode(changed), ...stdouts.slice(1)]
      expect(() => conclude(outputs)).toThrow(code('BAD_UNIT_OUTPUT'))
    }
    expect(() => conclude([])).toThrow(code('NO_UNITS'))
    expect(() => conclude([first, ...stdouts])).toThrow(code('DUPLICATE_UNIT'))
    for (const changed of [
      '',
      '\n',
      '[]\n',
      'null\n',
      '{}\n',
      '{"version":1}\n',
      '\ufeff' + text,
    ]) {
      bad(changed)
    }
    bad(text.slice(0, -1))
    bad(text + text)
    bad(text.replace(/"version":1/, '"version":2'))
    bad(text.replace(/"version":1/, '"version":1,"x":1'))
    bad(text.replace(/:(\d)/, ': $1'))
  })

  test('imports a few functions of WASI and exports a command', () => {
    const imports = WebAssembly.Module.imports(module)
    expect(new Set(imports.map((each) => each.module))).toEqual(new Set(['wasi_snapshot_preview1']))
    const names = ['args_get', 'args_sizes_get', 'fd_write', 'proc_exit']
    if (small.inputs !== undefined) names.splice(2, 0, 'fd_read')
    expect(imports.map((each) => each.name).sort()).toEqual(names)
    const exported = WebAssembly.Module.exports(module).map((each) => each.name)
    expect(exported).toEqual(['memory', '_start'])
  })

  test('a wrong command line ends with code 2, a message and no output', () => {
    const [args = []] = unitArguments(small)
    const at = (index: number, value: string): string[] => args.with(index, value)
    const wrong = [
      [],
      args.slice(1),
      args.slice(0, -1),
      args.slice(2),
      [...args, 'x'],
      ['--x', '1'],
    ]
    wrong.push([...args, '--x', '1'], [...args, ...args.slice(0, 2)])
    for (let value = 1; value < args.length; value += 2) {
      wrong.push(...['', 'NaN', '-1', '1e9', '99999999999999999999'].map((bad) => at(value, bad)))
    }
    for (const each of wrong) {
      const { exitCode, stdout, stderr } = run(module, each)
      expect({ each, exitCode, size: stdout.length }).toEqual({ each, exitCode: 2, size: 0 })
      expect(stderr).toMatch(/\w/)
    }
  })

  test('data that are none end with code 2, a message and no output', () => {
    const [args = []] = unitArguments(small)
    const [input = ''] = unitInputs(small, program.jobFileUrl)
    // A program that reads nothing has nothing to refuse, and imports no way to read.
    for (const bad of small.inputs === undefined ? [] : spoiledTables(input)) {
      const { exitCode, stdout, stderr } = run(module, args, bad)
      const beginning = bad.slice(0, 40)
      expect([beginning, exitCode, stdout.length]).toEqual([beginning, 2, 0])
      expect(stderr).toMatch(/\w/)
    }
  })
})

/** Empty, without rows, NaN, a cell too few or too many, cut off, no text, without end. */
function spoiledTables(table: string): readonly string[] {
  const [head = '', ...rows] = table.trimEnd().split('\n')
  const last = rows.at(-1) ?? ''
  const but = (row: string): string => [head, ...rows.slice(0, -1), row, ''].join('\n')
  const cells = last.split(',')
  return [
    ...['', '\n', `${head}\n`, '\0\0\0\n', 'x'.repeat(1_000_000), `${head}\n`.repeat(100_000)],
    ...[but(''), but('NaN'), but(cells.with(-1, 'NaN').join()), but(cells.with(0, '').join())],
    ...[
      but(cells.slice(1).join()),
      but([...cells, '1'].join()),
      but(cells.with(0, '1e400').join()),
    ],
  ]
}
