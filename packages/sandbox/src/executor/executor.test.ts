/** The executor on real worker threads: outcomes, errors by name, failures of the machine. */
import { decodeOutput, utf8 } from '@pumasi/domain'
import type { ExecutionRequest } from '@pumasi/engine'
import { afterAll, expect, test } from 'vitest'
import { seededBytes } from '../../conformance/rewriter/random-modules.ts'
import { repeated, withCode, withFunctions } from '../../conformance/rewriter/testing/raw-module.ts'
import { createNodeExecutor } from '../index.ts'
import { Writer } from '../rewriter/binary/writer.ts'
import { assembleWat, command, requestFor } from '../testing/wat.ts'

const executor = createNodeExecutor({ threads: 2 })
afterAll(() => executor.close())

const SPIN = command('(loop $l (br $l))')
const forever = { fuelMax: 2n ** 62n, memoryMaxBytes: 2 ** 20, outputMaxBytes: 1000 }
const hello = command(
  '(call $write (i32.const 1) (i32.const 64) (i32.const 6))',
  '(data (i32.const 64) "hello\\n")',
)
const run = (program: Uint8Array, changes: Partial<ExecutionRequest> = {}) =>
  executor.execute(requestFor(program, changes))
const limited = (changes: Partial<ExecutionRequest['limits']>) => ({
  limits: { ...requestFor(hello).limits, ...changes },
})

test('a program writes, ends, and has exact fuel and a canonical output', async () => {
  const execution = await run(hello)
  expect(execution).toMatchObject({ exitClass: 'exited', exitCode: 0 })
  const { stdout, files } = decodeOutput(execution.output)
  expect([Buffer.from(stdout).toString(), files]).toEqual(['hello\n', []])
  expect(execution.outputHash).toBe(
    '0xa18b87338c55f3a755bff16a2647ec0be448c257f4e3ee010bfe606a38cbbc2a',
  )
})

test('the fuel a run took is the smallest limit under which it succeeds', async () => {
  const { fuel } = await run(hello)
  expect((await run(hello, limited({ fuelMax: fuel }))).fuel).toBe(fuel)
  const short = await run(hello, limited({ fuelMax: fuel - 1n }))
  expect(short).toMatchObject({ exitClass: 'fuel-exhausted', exitCode: 0, fuel: 0n })
  expect(decodeOutput(short.output).stdout.length).toBe(0)
})

test.each<[string, Uint8Array, object]>([
  [
    'an exit inside nested loops',
    command(`(loop $a (loop $b (loop $c
      (call $exit (i32.const 7)) (br $a))))`),
    { exitClass: 'exited', exitCode: 7 },
  ],
  [
    'an exit below calls',
    command(
      '(call $f)',
      `(func $f (call $g))
      (func $g (call $exit (i32.const 3)))`,
    ),
    { exitClass: 'exited', exitCode: 3 },
  ],
  ['unreachable', command('unreachable'), { exitClass: 'trapped', exitCode: 0, fuel: 0n }],
  [
    'a division by zero',
    command('(drop (i32.div_u (i32.const 1) (i32.const 0)))'),
    { exitClass: 'trapped' },
  ],
  ['a load outside memory', command('(drop (i32.load (i32.const -4)))'), { exitClass: 'trapped' }],
  [
    'a data segment outside memory',
    command('', '(data (i32.const 65535) "ab")'),
    { exitClass: 'trapped' },
  ],
  ['an endless loop', SPIN, { exitClass: 'fuel-exhausted' }],
  [
    'endless recursion',
    command('(call $f)', '(func $f (call $f))'),
    { exitClass: 'stack-exhausted' },
  ],
  [
    'an output flood',
    command(`(loop $l
      (call $write (i32.const 1) (i32.const 0) (i32.const 65536)) (br $l))`),
    { exitClass: 'output-exceeded' },
  ],
])('%s', async (_name, program, expected) => {
  expect(await run(program)).toMatchObject(expected)
})

test('a trap after the fuel ran out, and before a check saw it, is a trap without credit', async () => {
  const traps = command(`${'(drop (i32.const 1))'.repeat(50)} unreachable`)
  const outcome = { exitClass: 'trapped', exitCode: 0, fuel: 0n }
  expect(await run(traps, limited({ fuelMax: 10n }))).toMatchObject(outcome)
})

test('a start function runs first and is metered', async () => {
  const program =
    assembleWat(`(module (memory (export "memory") 1) (global $g (mut i32) (i32.const 0))
    (start $init) (func $init (global.set $g (i32.const 1)))
    (func (export "_start") (if (i32.eqz (global.get $g)) (then unreachable))))`)
  expect(await run(program)).toMatchObject({ exitClass: 'exited' })
  const spins = assembleWat(`(module (memory (export "memory") 1)
    (start $init) (func $init (loop $l (br $l))) (func (export "_start")))`)
  expect(await run(spins)).toMatchObject({ exitClass: 'fuel-exhausted' })
})

test('memory grows up to the limit of the unit and no further', async () => {
  const program = command(`
    (if (i32.ne (memory.grow (i32.const 15)) (i32.const 1)) (then (call $exit (i32.const 1))))
    (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then (call $exit (i32.const 2))))`)
  expect(await run(program)).toMatchObject({ exitClass: 'exited', exitCode: 0 })
  await expect(run(hello, limited({ memoryMaxBytes: 65_535 }))).rejects.toMatchObject({
    code: 'WASM_MEMORY_OVER_LIMIT',
    retryable: false,
  })
})

test('the virtual clock shows the fuel burned', async () => {
  const reads = command(`(drop (call $clock (i32.const 2) (i64.const 0) (i32.const 64)))
    (call $write (i32.const 1) (i32.const 64) (i32.const 8))`)
  const [first, second] = await Promise.all([run(reads), run(reads)])
  expect(first).toEqual(second)
  const shown = Buffer.from(decodeOutput(first.output).stdout).readBigUInt64LE()
  expect(shown).toBeGreaterThan(0n)
  expect(shown).toBeLessThan(first.fuel)
})

test.each<[string, Uint8Array, string]>([
  ['text', utf8('#!/bin/sh\necho hello\n'), 'WASM_NOT_A_MODULE'],
  ['nothing', new Uint8Array(), 'WASM_NOT_A_MODULE'],
  ['a truncated module', hello.subarray(0, hello.length - 5), 'WASM_MALFORMED'],
  [
    'noise behind a header',
    Uint8Array.from([...hello.subarray(0, 8), ...seededBytes(3, 5000)]),
    'WASM_MALFORMED',
  ],
  ['a component', Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0), 'WASM_COMPONENT'],
  ['a hundred thousand functions', withFunctions(100_000, new Writer()), 'WASM_LIMIT_FUNCTIONS'],
  ['a function of seven megabytes', withCode(repeated(7_000_000, 0x01)), 'WASM_LIMIT_BODY'],
  ['a foreign import', assembleWat('(module (import "env" "f" (func)))'), 'WASM_IMPORT_UNKNOWN'],
  ['no memory', assembleWat('(module (func (export "_start")))'), 'WASM_NO_MEMORY'],
  ['no start', assembleWat('(module (memory (export "memory") 1))'), 'WASM_NO_START'],
  [
    'a reactor',
    assembleWat(`(module (memory (export "memory") 1)
    (func (export "_initialize")))`),
    'WASM_NO_START',
  ],
])('%s is refused by name, by check and by execute', async (_name, program, code) => {
  await expect(executor.check(program)).rejects.toMatchObject({ code, retryable: false })
  await expect(run(program)).rejects.toMatchObject({ code })
})

test('a _start with parameters is refused', async () => {
  const program = assembleWat(`(module (memory (export "memory") 1)
    (func (export "_start") (param i64)))`)
  await expect(run(program)).rejects.toMatchObject({ code: 'WASM_NO_START' })
})

test('bad limits, arguments and file names are refused', async () => {
  await expect(run(hello, limited({ fuelMax: -1n }))).rejects.toMatchObject({ code: 'BAD_LIMITS' })
  await expect(run(hello, limited({ outputMaxBytes: 0.5 }))).rejects.toMatchObject({
    code: 'BAD_LIMITS',
  })
  await expect(run(hello, { args: ['\0'] })).rejects.toMatchObject({ code: 'BAD_ARGS' })
  const files = [{ name: '../up', bytes: new Uint8Array() }]
  await expect(run(hello, { files })).rejects.toMatchObject({ code: 'BAD_FILE_NAME' })
})

test('the wall clock is a failure of the machine and leaves the next run untouched', async () => {
  const request = requestFor(SPIN, { limits: forever })
  await expect(executor.execute(request, { wallMaxMs: 50 })).rejects.toMatchObject({
    code: 'MACHINE_TIMEOUT',
    retryable: true,
  })
  expect(await run(hello)).toMatchObject({ exitClass: 'exited' })
})

test('cancelling ends what runs, what waits and what comes later', async () => {
  const stop = new AbortController()
  const request = requestFor(SPIN, { limits: forever })
  const runs = [1, 2, 3].map(() => executor.execute(request, { signal: stop.signal }))
  const ended = Promise.allSettled(runs)
  const after = run(hello)
  setTimeout(() => stop.abort(), 50)
  for (const result of await ended) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'MACHINE_CANCELLED' } })
  }
  await expect(executor.execute(request, { signal: stop.signal })).rejects.toMatchObject({
    code: 'MACHINE_CANCELLED',
  })
  expect(await after).toMatchObject({ exitClass: 'exited' })
})

test('a long first run, which is warmed up, equals the later ones', async () => {
  const long = command(`(local $n i32)
    (call $write (i32.const 1) (i32.const 64) (i32.const 5))
    (loop $l (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $l (i32.lt_u (local.get $n) (i32.const 5000000))))
    (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 64)))
    (call $write (i32.const 1) (i32.const 64) (i32.const 8))`)
  const first = await run(long)
  expect(first.fuel).toBeGreaterThan(20_000_000n)
  expect(decodeOutput(first.output).stdout.length).toBe(13)
  expect(await run(long)).toEqual(first)
})

test('many runs on two threads all agree, and inputs do not leak between them', async () => {
  const echo = command(`
    (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 100))
    (drop (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
    (call $write (i32.const 1) (i32.const 64) (i32.load (i32.const 24)))`)
  const stdins = Array.from({ length: 40 }, (_, index) => utf8(`input ${index % 4}`))
  const executions = await Promise.all(stdins.map((stdin) => run(echo, { stdin })))
  for (const [index, { output }] of executions.entries()) {
    expect(decodeOutput(output).stdout).toEqual(stdins[index])
  }
  expect(new Set(executions.map(({ outputHash }) => outputHash)).size).toBe(4)
  expect(new Set(executions.map(({ fuel }) => fuel)).size).toBe(1)
})

test('progress is reported while a program runs', async () => {
  const stop = new AbortController()
  const calling = command(`(loop $l
    (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 64))) (br $l))`)
  const seen: bigint[] = []
  const onProgress = (fuel: bigint): void => {
    seen.push(fuel)
    if (seen.length === 3) stop.abort()
  }
  const request = requestFor(calling, { limits: forever })
  const control = { signal: stop.signal, onProgress }
  await expect(executor.execute(request, control)).rejects.toMatchObject({
    code: 'MACHINE_CANCELLED',
  })
  expect(seen.length).toBe(3)
  expect([...seen].sort((a, b) => (a < b ? -1 : 1))).toEqual(seen)
})

test('a closed executor refuses, and ends what is under way', async () => {
  const own = createNodeExecutor({ threads: 1 })
  const request = requestFor(SPIN, { limits: forever })
  const ended = Promise.allSettled([own.execute(request), own.execute(request)])
  await own.check(SPIN)
  await own.close()
  for (const result of await ended) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'MACHINE_CANCELLED' } })
  }
  await expect(own.execute(request)).rejects.toMatchObject({ code: 'MACHINE_CANCELLED' })
})

test('the memory a run took is what it had grown to, also when it left by exit', async () => {
  const grown = command('(drop (memory.grow (i32.const 2))) (call $exit (i32.const 0))')
  expect((await run(grown)).memoryBytes).toBe(3 * 65_536)
  expect((await run(command('unreachable'))).memoryBytes).toBe(0)
})

test('the reference pace gives the same output and fuel, and refuses the same', async () => {
  const reference = createNodeExecutor({ threads: 1, pace: 'reference' })
  const work = command(
    '(local $i i32) (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 999))))',
  )
  for (const program of [hello, work]) {
    expect(await reference.execute(requestFor(program))).toEqual(await run(program))
  }
  await expect(reference.check(new Uint8Array(4))).rejects.toMatchObject({
    code: 'WASM_NOT_A_MODULE',
  })
  await reference.close()
})
