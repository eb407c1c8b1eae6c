/**
 * A C program that nobody here wrote: the Gravity interpreter, built by its own makefile from its
 * published source, against its own unit tests. Each test runs plain under Node's WASI and in the
 * sandbox; what it prints must be the same.
 */
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodeOutput } from '@pumasi/domain'
import type { Executor } from '@pumasi/engine'
import { requestFor } from '../src/testing/wat.ts'
import { runPlain } from './plain-wasi.ts'

const run = promisify(execFile)
const SOURCE = 'https://github.com/marcobambini/gravity'
const COMMIT = 'a31e74d5ddbe84d627a5db2cf6980035b97eccc2'

export const gravityNeeds =
  `git, make, clang for WASI and ${SOURCE} at ${COMMIT.slice(0, 9)}` +
  ' (or a checkout of it in GRAVITY_SOURCE)'

/** Clones a source and builds it in `folder`; returns the source's folder. */
export async function buildGravity(folder: string): Promise<string> {
  const source = join(folder, 'gravity')
  await run('git', ['clone', '--quiet', process.env['GRAVITY_SOURCE'] ?? SOURCE, source])
  await run('git', ['-C', source, 'checkout', '--quiet', COMMIT])
  // wasi-libc has no umask; nothing else is adapted.
  const flags = [`CC=clang --target=wasm32-wasi '-Dumask=(mode_t)'`, 'LDFLAGS=-lm']
  await run('make', ['-C', source, 'gravity', ...flags])
  return source
}

export interface GravityTally {
  readonly tests: number
  readonly equal: number
  readonly differing: readonly string[]
}

/** Runs every unit test of the source in both ways. */
export async function compareGravity(source: string, executor: Executor): Promise<GravityTally> {
  const program = await readFile(join(source, 'gravity'))
  const folder = join(source, 'test', 'unittest')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.gravity')).sort()
  const differing: string[] = []
  let tests = 0
  await mkdir(join(source, 'plain'))
  for (const name of names) {
    const bytes = await readFile(join(folder, name))
    if (readsClock(bytes)) continue
    tests += 1
    await writeFile(join(source, 'plain', 'main.gravity'), bytes)
    const plain = await runPlain(program, ['main.gravity'], join(source, 'plain'))
    const limits = { fuelMax: 10n ** 11n, memoryMaxBytes: 2 ** 30, outputMaxBytes: 2 ** 24 }
    const files = [{ name: 'main.gravity', bytes }]
    const request = requestFor(program, { args: ['main.gravity'], files, limits })
    const execution = await executor.execute(request)
    const ours = Buffer.from(decodeOutput(execution.output).stdout).toString()
    const same = plain.trapped
      ? execution.exitClass === 'trapped'
      : timeless(plain.stdout) === timeless(ours)
    if (!same) differing.push(`${name} (${execution.exitClass})`)
  }
  return { tests, equal: tests - differing.length, differing }
}

/** A test whose result depends on the real clock differs from itself, outside the sandbox. */
const readsClock = (source: Buffer): boolean => source.includes('nanotime')

/** What was printed without the time it took. */
const timeless = (text: string): string => text.replace(/\(in [\d.]+ ms\)/g, '')
