/** `pumasi audit` as anybody would run it: from the chain and a mirror alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../apps/cli/bin/pumasi.mjs', import.meta.url))

export interface AuditPlace {
  readonly rpcUrl: string
  readonly ledger: string
  readonly mirror: string
}

/** What an audit came to. */
export interface AuditRun {
  readonly ok: boolean
  readonly seconds: number
  /** What it said, cut short, when it is not clean. */
  readonly said: string
  readonly unitsReexecuted: number
}

/** @param more further options of the command, such as `--all` */
export async function runAudit(
  { rpcUrl, ledger, mirror }: AuditPlace,
  more: readonly string[],
  signal: AbortSignal,
): Promise<AuditRun> {
  const args = ['audit', '--rpc', rpcUrl, '--ledger', ledger, '--mirror', mirror, '--json', ...more]
  const startedAt = performance.now()
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  const seconds = (performance.now() - startedAt) / 1_000
  if (code !== 0) {
    return { ok: false, seconds, said: (stdout + stderr).slice(0, 1_000), unitsReexecuted: 0 }
  }
  const { unitsReexecuted = 0 } = JSON.parse(stdout) as { unitsReexecuted?: number }
  return { ok: true, seconds, said: '', unitsReexecuted }
}
