/** Runs stages one after another, the commands of each at once, all of them whatever fails. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { workspace } from '../workspace/files.ts'
import { tellingLines } from './telling.ts'
import type { Stage } from './stages.ts'

export interface StageResult {
  readonly name: string
  readonly ok: boolean
  readonly elapsedMs: number
  /** What its commands said of their failures. */
  readonly told: readonly string[]
}

/** Nx keeps to itself: no background process, no screen of its own, no questions, no network. */
const quietNx = {
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  NX_INTERACTIVE: 'false',
}

/** What Node compiled once serves the hundreds of processes that follow. */
const compiled = { NODE_COMPILE_CACHE: join(workspace, 'node_modules', '.cache', 'pumasi') }

/** @param write Receives headings and results, and what the commands say as they say it. */
export async function runStages(
  stages: readonly Stage[],
  write: (text: string | Buffer) => void,
): Promise<readonly StageResult[]> {
  const results: StageResult[] = []
  for (const { name, what, commands } of stages) {
    write(`\n=== ${name}: ${what}\n`)
    const startedAt = Date.now()
    // They share no state; what each says stands together when there are several.
    const live = commands.length === 1 ? write : null
    const ended = await Promise.all(commands.map((command) => runCommand(command, live)))
    if (live === null) for (const { said } of ended) write(said)
    const failed = ended.filter(({ code }) => code !== 0)
    const told = failed.flatMap(({ said }) => tellingLines(said))
    const result = { name, ok: failed.length === 0, elapsedMs: Date.now() - startedAt, told }
    results.push(result)
    write(`=== ${line(result)}\n`)
  }
  return results
}

const line = ({ name, ok, elapsedMs }: Omit<StageResult, 'told'>): string =>
  `${name.padEnd(10)} ${ok ? 'passed' : 'FAILED'}  ${(elapsedMs / 1000).toFixed(1).padStart(7)} s`

/**
 * What failed stages said of it, as a log of a whole run is long and often kept in part; then a
 * table of the stages. Its last line is exactly `N passed, N failed`.
 */
export function summary(results: readonly StageResult[]): string {
  const failed = results.filter(({ ok }) => !ok)
  const reasons = failed
    .filter(({ told }) => told.length > 0)
    .flatMap(({ name, told }) => [`=== ${name} said`, ...told, ''])
  const counts = `${results.length - failed.length} passed, ${failed.length} failed`
  return [...reasons, ...results.map(line), '', counts].join('\n')
}

interface Ended {
  readonly code: number | null
  readonly said: string
}

/** @param live Receives what it says at once, or null. */
const runCommand = (
  [program, ...args]: readonly [string, ...string[]],
  live: ((bytes: Buffer) => void) | null,
): Promise<Ended> =>
  new Promise((resolve) => {
    const path = `${join(workspace, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`
    const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
    const child = spawn(program, args, {
      cwd: workspace,
      env: { ...process.env, ...quietNx, ...compiled, ...colours, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        said.push(bytes)
        live?.(bytes)
      })
    }
    const end = (code: number | null): void =>
      resolve({ code, said: Buffer.concat(said).toString() })
    child.once('error', () => end(null))
    child.once('close', end)
  })
