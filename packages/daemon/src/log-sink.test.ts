import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
let child: ChildProcess

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-log-'))
})
afterEach(async () => {
  child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

const program = new URL('./testing/log-writer.ts', import.meta.url)

/** A process with a sink on its stdout or a file; messages tell it how many lines, how long. */
function startWriter(to: string | number, { thenExit = false } = {}): ChildProcess {
  child = fork(program, [String(to), thenExit ? 'exit' : 'stay'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  })
  return child
}

/** Resolves once the process has been handed its lines, or has tried to write them. */
async function writeLines(
  writer: ChildProcess,
  count: number,
  { size = 200, settled = false, laterMs = 0 } = {},
): Promise<void> {
  const done = once(writer, 'message')
  writer.send({ count, size, settled, laterMs })
  await done
}

const endOf = async (writer: ChildProcess): Promise<unknown> => {
  const ended = once(writer, 'exit')
  writer.disconnect()
  return (await ended)[0]
}

const numbersIn = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly n: unknown }).n)

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

test('lines arrive in their order, and none is missing when the process ends', async () => {
  const file = join(folder, 'made', 'log')
  const writer = startWriter(file)
  for (const count of [1, 500, 20]) await writeLines(writer, count)
  expect(await endOf(writer)).toBe(0)
  expect(numbersIn(await readFile(file, 'utf8'))).toEqual(upTo(521))
})

test('a process that exits at once writes what is on its way', async () => {
  const file = join(folder, 'log')
  const writer = startWriter(file, { thenExit: true })
  const ended = once(writer, 'exit')
  writer.send({ count: 5_000, size: 200 })
  expect((await ended)[0]).toBe(0)
  expect(numbersIn(await readFile(file, 'utf8'))).toEqual(upTo(5_000))
})

test('a process whose reader has gone ends all the same', async () => {
  const writer = startWriter(1, { thenExit: true })
  writer.stdout?.destroy()
  const ended = once(writer, 'exit')
  writer.send({ count: 5_000, size: 200 })
  expect((await ended)[0]).toBe(0)
})

test('a process whose reader has gone goes on with its work', async () => {
  const writer = startWriter(1)
  await writeLines(writer, 1)
  writer.stdout?.destroy()
  for (const count of [5, 5_000, 5]) await writeLines(writer, count)
  expect(await endOf(writer)).toBe(0)
})

test('a full disk stops nothing, and what it took is counted once there is room', async () => {
  const file = join(folder, 'log')
  await symlink('/dev/full', file)
  const writer = startWriter(file)
  // Long enough for some tries; each leaves out what the one before had told of.
  for (const count of [5, 4]) await writeLines(writer, count, { settled: true, laterMs: 250 })
  await writeLines(writer, 3)
  await rename(file, join(folder, 'old'))
  writer.kill('SIGHUP')
  await once(writer, 'message')
  await writeLines(writer, 1)
  expect(await endOf(writer)).toBe(0)
  const text = await readFile(file, 'utf8')
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { n?: number; lost?: number })
  const found = lines.flatMap(({ n }) => (n === undefined ? [] : [n]))
  const lost = lines.reduce((sum, line) => sum + (line.lost ?? 0), 0)
  expect(found.at(-1)).toBe(12)
  expect(found.length + lost).toBe(13)
  expect(lost).toBeGreaterThan(0)
})

test('a reader that stands still costs lines, which are counted, and not memory', async () => {
  const [total, size] = [600, 20_000]
  const writer = startWriter(1)
  if (writer.stdout === null) throw new Error('a pipe expected')
  await writeLines(writer, total, { size })
  let found = 0
  let lost = 0
  for await (const line of createInterface(writer.stdout)) {
    const told = JSON.parse(line) as { readonly n?: number; readonly lost?: number }
    found += told.n === undefined ? 0 : 1
    lost += told.lost ?? 0
    if (found + lost === total) break
  }
  expect(found * size).toBeGreaterThan(7_900_000)
  expect(found * size).toBeLessThan(9_000_000)
})
