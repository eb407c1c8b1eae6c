/** Bad input at the command's doors: a code, what was found, what to do, the right exit code. */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programs } from '@pumasi/programs'
import { makeFolder, run } from './testing/pumasi.ts'

const golomb = programs.find(({ name }) => name === 'golomb') as (typeof programs)[number]

let folder: Awaited<ReturnType<typeof makeFolder>>
const at = (name: string): string => join(folder.path, name)
const nobody = 'http://127.0.0.1:9'
const ledger = `0x${'22'.repeat(20)}`

/** A module that imports `env.clock`, which no grid offers: header, one type, one import. */
const forbidden = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[2, 13, 1, 3, ...Buffer.from('env'), 5, ...Buffer.from('clock'), 0, 0],
])

const jobFile = (more: string): string => `name: test\nprogram: forbidden.wasm\n${more}\n`

beforeAll(async () => {
  folder = await makeFolder()
  await writeFile(at('text.wasm'), 'this is no module')
  await writeFile(at('forbidden.wasm'), forbidden)
  await writeFile(at('unknown-key.yaml'), jobFile('colour: blue'))
  await writeFile(at('millions.yaml'), jobFile('matrix: { seed: { from: 1, to: 10000000 } }'))
  await writeFile(at('missing-input.yaml'), jobFile('inputs: [nowhere.csv]'))
  await writeFile(at('forbidden.yaml'), jobFile('args: []'))
  await writeFile(at('placeholder.yaml'), jobFile("args: ['{nothing}']"))
  const { moduleUrl, small } = golomb
  const program = fileURLToPath(moduleUrl)
  for (const [name, changes] of [
    ['long', { limits: { ...small.limits, fuel: 1_000 } }],
    ['wrong', { args: [...small.args, '--x', '1'] }],
  ] as const) {
    await writeFile(at(`${name}.yaml`), JSON.stringify({ ...small, program, ...changes }))
  }
  for (const [name, grid] of [
    ['newer', { format: 99, chainId: 1, ledger }],
    ['damaged', {}],
  ] as const) {
    await mkdir(at(name))
    await writeFile(at(join(name, 'grid.json')), JSON.stringify(grid))
  }
})
afterAll(() => folder.remove())

type Row = readonly [what: string, args: () => string[], code: string, exit: number]

const rows: readonly Row[] = [
  ['a text file as a module', () => ['run', at('text.wasm')], 'WASM_', 1],
  ['a forbidden import', () => ['run', at('forbidden.wasm')], 'WASM_', 1],
  ['a missing module', () => ['run', at('nowhere.wasm')], 'FILE_MISSING', 2],
  ['a text file to instrument', () => ['instrument', at('text.wasm'), at('out')], 'WASM_', 1],
  [
    'a place that cannot be written',
    () => ['instrument', at('forbidden.wasm'), at('no/such/folder/out.wasm')],
    'FILE_UNWRITABLE',
    1,
  ],
  ['an unknown key', () => ['submit', at('unknown-key.yaml')], 'JOB_FILE_INVALID', 2],
  ['a matrix of ten million units', () => ['submit', at('millions.yaml')], 'JOB_TOO_LARGE', 2],
  [
    'an unknown placeholder',
    () => ['submit', at('placeholder.yaml')],
    'JOB_UNKNOWN_PLACEHOLDER',
    2,
  ],
  ['a job with a forbidden import', () => ['submit', at('forbidden.yaml')], 'WASM_', 1],
  [
    'a unit too long for its limits',
    () => ['submit', at('long.yaml'), '--coordinator', nobody],
    'UNIT_FAILED',
    1,
  ],
  [
    'parameters the program refuses',
    () => ['submit', at('wrong.yaml'), '--coordinator', nobody],
    'UNIT_FAILED',
    1,
  ],
  ['a missing job file', () => ['submit', at('nowhere.yaml')], 'JOB_FILE_MISSING', 2],
  [
    'a coordinator that is not there',
    () => ['job', 'list', '--coordinator', nobody],
    'COORDINATOR_UNREACHABLE',
    1,
  ],
  ['a job id that is none', () => ['job', 'status', 'seven'], 'BAD_HEX', 2],
  ['a data directory of a newer format', () => ['up', '--data', at('newer')], 'DATA_DIR_NEWER', 1],
  ['a damaged data directory', () => ['up', '--data', at('damaged')], 'DATA_DIR_DAMAGED', 1],
  [
    'an unreachable node',
    () => ['audit', '--rpc', nobody, '--ledger', ledger, '--mirror', at('mirror')],
    'CHAIN_UNREACHABLE',
    2,
  ],
]

// Each is a process of its own.
describe.concurrent('bad input', () => {
  it.each(rows)('%s', async (_what, args, code, exit) => {
    const ended = await run(args())
    expect(ended.stderr).toContain(`error ${code}`)
    // The error names what was found, and a second line says what to do.
    expect(ended.stderr.trim().split('\n').length).toBeGreaterThanOrEqual(2)
    expect(ended.code).toBe(exit)
    expect(ended.stdout).toBe('')
  })

  it('says the same as JSON', async () => {
    const { code, stdout } = await run(['run', at('text.wasm'), '--json'])
    const { error } = JSON.parse(stdout) as { error: { code: string; hint: string } }
    expect(error.code).toMatch(/^WASM_/)
    expect(code).toBe(1)
  })

  it.each([
    [['fly'], /unknown command/],
    [['run'], /missing required argument/],
    [['audit', '--rpc', 'ftp://x', '--ledger', ledger, '--mirror', 'm'], /http/],
    [['coordinator', '--colour', 'blue'], /USAGE/],
    [['worker', '--slots', 'many'], /USAGE/],
  ])('exits with 2 for the usage %j', async (args, says) => {
    const ended = await run(args)
    expect(ended.stderr).toMatch(says)
    expect(ended.code).toBe(2)
  })

  it.each(['up', 'coordinator', 'worker', 'submit', 'job', 'run', 'instrument', 'audit', 'mirror'])(
    '%s --help has examples or commands',
    async (command) => {
      const { code, stdout } = await run([command, '--help'])
      expect(code).toBe(0)
      expect(stdout).toMatch(/Examples?:|Commands:/)
    },
  )
})

describe('what the machine refuses', () => {
  it('a port in use', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => holder.once('listening', resolve))
    const { port } = holder.address() as AddressInfo
    const { code, stderr } = await run([
      'up',
      '--once',
      '--data',
      at('port'),
      '--port',
      String(port),
    ])
    holder.close()
    expect(stderr).toContain('error PORT_IN_USE')
    expect(stderr).toContain(String(port))
    expect(code).toBe(1)
  })

  it('an unreachable database', async () => {
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing' }
    const { code, stderr } = await run(
      ['up', '--once', '--data', at('database'), '--port', '0'],
      env,
    )
    expect(stderr).toContain('error STORE_UNREACHABLE')
    expect(code).toBe(1)
  })
})
