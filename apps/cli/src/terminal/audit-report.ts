/** An audit's report in words: the verdict in one sentence, the evidence below. */
import { formatCredit } from '@pumasi/domain'
import { describePlace } from '@pumasi/engine'
import type { AuditReport, WitnessedCommit } from '@pumasi/engine'
import { formatWei } from '../ledger/options.ts'
import { describeRules } from './rules-report.ts'

/** Findings shown at the most; all of them are in the JSON. */
const FINDINGS_SHOWN = 20

const sentences: Readonly<Record<AuditReport['verdict'], string>> = {
  clean: 'Everything agrees: the ledger, the data and the executions repeated here.',
  mismatch: 'Something differs from what was committed; the first place is named below.',
  incomplete: 'Nothing was found wrong, but not everything could be compared.',
}

/** What the process ends with: 2 is never a yes. */
export const auditExitCodes: Readonly<Record<AuditReport['verdict'], number>> = {
  clean: 0,
  mismatch: 1,
  incomplete: 2,
}

/** The report for people, with a line feed at its end. */
export function describeAudit(
  report: AuditReport,
  commits: readonly WitnessedCommit[] = [],
): string {
  const { batches, units, receipts, leaves, unitsReexecuted, credits, findings } = report
  const voided = report.voided.length === 0 ? '' : ` (${report.voided.length} voided)`
  const total = credits.reduce((sum, row) => sum + row.cumulativeCreditMicro, 0n)
  const shown = findings
    .slice(0, FINDINGS_SHOWN)
    .map(({ code, place, found, expected }) =>
      [
        `  ${code} at ${describePlace(place)}`,
        `    found ${found}`,
        `    expected ${expected}`,
      ].join('\n'),
    )
  const hidden = findings.length - shown.length
  return [
    sentences[report.verdict],
    `  as of block ${report.head.blockNumber}, mined ${new Date(report.head.minedAt * 1_000).toISOString()}`,
    `  ${batches} batches${voided}, ${units} units, ${receipts} receipts checked, ${leaves} leaves rebuilt`,
    `  ${unitsReexecuted} units executed again${describeDraws(report)}`,
    ...describeSurety(report),
    `  ${formatCredit(total)} credits over ${credits.length} accounts recomputed`,
    ...describeRules(report.rules),
    ...describeCommits(commits),
    ...shown,
    ...(hidden > 0 ? [`  and ${hidden} findings more (--json has all)`] : []),
    '',
  ].join('\n')
}

/** Who signed, what it took, and how much of it stays as it is. */
function describeCommits(commits: readonly WitnessedCommit[]): string[] {
  if (commits.length === 0) return []
  const witnesses = commits.flatMap(({ witness }) => witness ?? [])
  const gas = witnesses.reduce((sum, { gasUsed }) => sum + gasUsed, 0n)
  const fee = witnesses.reduce((sum, { feeWei }) => sum + feeWei, 0n)
  const standing = Map.groupBy(commits, ({ state }) => state)
  const states = [...standing].map(([state, { length }]) => `${length} ${state}`).join(', ')
  const signed = witnesses.flatMap(({ attestors }) =>
    attestors === null ? [] : [attestors.length],
  )
  const [least, most] = [Math.min(...signed), Math.max(...signed)]
  const span = least === most ? `${least}` : `${least} to ${most}`
  const attested = most > 0 ? `each signed by ${span} attestors` : 'no attestors'
  // A contract that commits for the committer hides whose signatures it passed on.
  const seen = signed.length === 0 ? `${attested} seen` : attested
  return [`  commits: ${states}; ${seen}; ${gas} gas, ${formatWei(fee)}`]
}

/** Which of them, and who chose: nobody. */
function describeDraws({ draws, unitsResumed }: AuditReport): string {
  const blocks = draws.map(({ blockNumber }) => blockNumber)
  const [first, last] = [Math.min(...blocks), Math.max(...blocks)]
  const span = first === last ? `block ${first}` : `blocks ${first} to ${last}`
  const drawn = draws.length === 0 ? [] : [`drawn by ${span}`]
  const resumed = unitsResumed === 0 ? [] : [`${unitsResumed} of them before the interruption`]
  const notes = [...drawn, ...resumed].join(', ')
  return notes === '' ? '' : ` (${notes})`
}

/** How sure so many executions that agree make. */
const SURE = 0.99

/** What a sample says of all units: little, when it is small. */
function describeSurety({ verdict, draws, units, unitsReexecuted }: AuditReport): string[] {
  if (verdict !== 'clean' || draws.length === 0) return []
  const wrong = 1 - (1 - SURE) ** (1 / unitsReexecuted)
  const share = Number((100 * wrong).toPrecision(2))
  return [`    so fewer than ${share} % of all ${units} are wrong, ${100 * SURE} % sure`]
}
