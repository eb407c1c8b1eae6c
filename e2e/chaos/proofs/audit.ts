/** `pumasi audit --all` as anybody would run it: from the chain and a mirror alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Proof } from './prove.ts'

const main = fileURLToPath(new URL('../../../apps/cli/bin/pumasi.mjs', import.meta.url))

export interface AuditPlace {
  readonly rpcUrl: string
  readonly ledger: string
  readonly mirror: string
}

export async function auditAll(place: AuditPlace, signal: AbortSignal): Promise<Proof> {
  const { rpcUrl, ledger, mirror } = place
  const args = ['audit', '--rpc', rpcUrl, '--ledger', ledger, '--mirror', mirror, '--all', '--json']
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
  const name = 'the audit of all is clean'
  if (code !== 0) return { name, ok: false, detail: (stdout + stderr).slice(0, 1_000) }
  const { unitsReexecuted } = JSON.parse(stdout) as { unitsReexecuted?: number }
  return { name, ok: true, detail: `${unitsReexecuted} units executed again` }
}
