/** Runs stages one after another, the commands of each at once, all of them whatever fails. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { workspace } from '../workspace/files.ts'
import type { Stage } from './stages.ts'

export interface StageResult {
  readonly name: string
  readonly ok: boolean
  readonly elapsedMs: number
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

/** @param say Receives headings and results; the commands write to this process's own output. */
export async function runStages(
  stages: readonly Stage[],
  say: (line: string) => void,
): Promise<readonly StageResult[]> {
  const results: StageResult[] = []
  for (const { name, what, commands } of stages) {
    say(`\n=== ${name}: ${what}`)
    const startedAt = Date.now()
    // They share no state; what each says stands together when there are several.
    const stdio = commands.length === 1 ? 'inherit' : 'pipe'
    const ended = await Promise.all(commands.map((command) => succeeds(command, stdio)))
    const ok = ended.every(Boolean)
    const result = { name, ok, elapsedMs: Date.now() - startedAt }
    results.push(result)
    say(`=== ${line(result)}`)
  }
  return results
}

const line = ({ name, ok, elapsedMs }: StageResult): string =>
  `${name.padEnd(10)} ${ok ? 'passed' : 'FAILED'}  ${(elapsedMs / 1000).toFixed(1).padStart(7)} s`

/** A table of the stages; its last line is exactly `N passed, N failed`. */
export function summary(results: readonly StageResult[]): string {
  const passed = results.filter(({ ok }) => ok).length
  return [...results.map(line), '', `${passed} passed, ${results.length - passed} failed`].join(
    '\n',
  )
}

const succeeds = (
  [program, ...args]: readonly [string, ...string[]],
  output: 'inherit' | 'pipe',
): Promise<boolean> =>
  new Promise((resolve) => {
    const path = `${join(workspace, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`
    const child = spawn(program, args, {
      cwd: workspace,
      env: { ...process.env, ...quietNx, ...compiled, PATH: path },
      stdio: ['ignore', output, output],
    })
    const said: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => said.push(bytes))
    }
    child.once('error', () => resolve(false))
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(said))
      resolve(code === 0)
    })
  })
