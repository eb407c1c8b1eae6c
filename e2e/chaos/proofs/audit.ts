/** The audit as one of the proofs. */
import { runAudit } from '../../grid/audit.ts'
import type { AuditPlace } from '../../grid/audit.ts'
import type { Proof } from './prove.ts'

export async function auditAll(place: AuditPlace, signal: AbortSignal): Promise<Proof> {
  const { ok, said, unitsReexecuted } = await runAudit(place, ['--all'], signal)
  const detail = ok ? `${unitsReexecuted} units executed again` : said
  return { name: 'the audit of all is clean', ok, detail }
}
