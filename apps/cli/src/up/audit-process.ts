/** The audit of a local grid: a process of its own that knows three addresses and nothing else. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { GridError } from '@pumasi/domain'
import type { LocalGrid } from './grid.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** The part of the audit's JSON the report shows. */
export interface AuditOutcome {
  readonly ok: boolean
  readonly verdict: string
  readonly batches: number
  readonly units: number
  readonly receipts: number
  readonly unitsReexecuted: number
  readonly findings: readonly unknown[]
}

/** Runs `pumasi audit` over everything, executing `sample` units again. @throws `AUDIT_FAILED` */
export async function runAudit(
  { rpcUrl, ledger, url }: LocalGrid,
  sample: number,
): Promise<AuditOutcome> {
  const where = ['--rpc', rpcUrl, '--ledger', ledger, '--mirror', url]
  const child = spawn(
    process.execPath,
    [main, 'audit', ...where, '--sample', String(sample), '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  const [code] = (await once(child, 'close')) as [number | null]
  const text = Buffer.concat(parts).toString('utf8')
  try {
    const outcome = JSON.parse(text) as AuditOutcome
    if (typeof outcome.verdict === 'string') return outcome
  } catch {
    // Told below, with what it printed.
  }
  throw new GridError('AUDIT_FAILED', `found no verdict from the audit (exit code ${code})`, {
    hint: text.slice(0, 500) || 'Run pumasi audit by hand to see why.',
  })
}
