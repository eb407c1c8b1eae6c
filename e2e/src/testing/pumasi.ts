/** The `pumasi` command and `pumasi up` as processes of their own, in folders of their own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../apps/cli/bin/pumasi.mjs', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves once a line on stderr matches; rejects when the process ends before. */
  readonly said: (pattern: RegExp) => Promise<RegExpExecArray>
}

/** Starts `pumasi ARGS`. */
export function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const heard = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      heard[stream] += text
      for (const listener of listeners) listener()
    })
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...heard }))
  const said = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(heard.stderr)
        if (match === null) return
        listeners.delete(look)
        resolve(match)
      }
      listeners.add(look)
      look()
      void ended.then(() => reject(new Error(`ended before saying ${pattern}: ${heard.stderr}`)))
    })
  return { child, ended, said }
}

/** Runs `pumasi ARGS` to its end. */
export const run = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => start(args, env).ended

/** A folder that is removed after the test file. */
export async function makeFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'pumasi-e2e-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** The parts of `--report` that the tests read. */
export interface Report {
  readonly job: {
    readonly id: string
    readonly units: number
    readonly believed: number
    readonly outputsDigest: string
  }
  readonly hosts: readonly {
    readonly account: string
    readonly name: string
    readonly received: number
    readonly refused: number
    readonly expired: number
    readonly creditMicro: string
  }[]
  readonly refusals: readonly { readonly account: string; readonly explanation: string }[]
  readonly handovers: readonly { readonly from: string; readonly to: string | null }[]
  readonly ledger: {
    readonly address: string
    readonly rpcUrl: string
    readonly batches: readonly {
      readonly id: number
      readonly txHash: string
      readonly gasUsed: number
      readonly unitCount: number
      readonly words: readonly { readonly attestor: string; readonly refusal: string | null }[]
    }[]
    readonly attestors: readonly { readonly account: string }[]
  }
  readonly audit: { readonly ok: boolean; readonly unitsReexecuted: number }
  readonly posterior: { readonly r0: { readonly low95: number; readonly high95: number } }
}

export const readReport = async (file: string): Promise<Report> =>
  JSON.parse(await readFile(file, 'utf8')) as Report
