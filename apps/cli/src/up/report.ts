/** The report of a finished demonstration: for machines (docs/report.md) and for people. */
import { formatCount, formatCredit } from '@pumasi/domain'
import type { Account, Digest, Hex, JobId } from '@pumasi/domain'
import type { Posterior, ReferenceCheck } from '@pumasi/programs'
import type { CommitLatencyView, GridStatus, HandoverView } from '@pumasi/protocol'
import type { RefusalView, WordView } from '@pumasi/protocol'
import { formatWei } from '../ledger/options.ts'
import type { AuditOutcome } from './audit-process.ts'
import type { LocalGrid } from './grid.ts'

export interface ReportedHost {
  readonly account: Account
  readonly name: string
  readonly received: number
  readonly credited: number
  readonly refused: number
  readonly expired: number
  readonly creditMicro: string
  readonly suspended: string | null
}

export interface Report {
  readonly version: 1
  readonly job: {
    readonly id: JobId
    readonly name: string
    readonly units: number
    readonly believed: number
    /** Names all believed outputs at once: equal for equal results. */
    readonly outputsDigest: Digest
  }
  readonly hosts: readonly ReportedHost[]
  readonly refusals: readonly RefusalView[]
  readonly handovers: readonly HandoverView[]
  readonly ledger: {
    readonly address: Account
    readonly rpcUrl: string
    readonly batches: readonly {
      readonly id: number
      readonly txHash: Hex
      readonly gasUsed: number
      /** Decimal; null when it was not kept. */
      readonly feeWei: string | null
      /** Null when nobody who is left saw it sent. */
      readonly latency: CommitLatencyView | null
      readonly unitCount: number
      /** Who signed it, or refused it, before it was committed. */
      readonly words: readonly WordView[]
    }[]
    readonly attestors: readonly { readonly name: string; readonly account: Account }[]
  }
  readonly audit: AuditOutcome
  readonly posterior: Posterior
  readonly reference: readonly ReferenceCheck[]
  readonly plot: string
}

export interface ReportParts {
  readonly grid: LocalGrid
  readonly jobId: JobId
  readonly outputsDigest: Digest
  readonly status: GridStatus
  readonly audit: AuditOutcome
  readonly posterior: Posterior
  readonly reference: readonly ReferenceCheck[]
  /** Path of the picture. */
  readonly plot: string
}

/** Everything that happened, as data. */
export function composeReport(parts: ReportParts): Report {
  const { grid, jobId, outputsDigest, status, audit, posterior, reference, plot } = parts
  const job = status.jobs.find((each) => each.jobId === jobId)
  return {
    version: 1,
    job: {
      id: jobId,
      name: job?.name ?? '',
      units: job?.units ?? 0,
      believed: job?.believed ?? 0,
      outputsDigest,
    },
    hosts: status.hosts.map(
      ({ account, name, received, credited, refused, expired, creditMicro, suspended }) => ({
        ...{ account, name, received, credited, refused, expired },
        creditMicro: creditMicro.toString(),
        suspended,
      }),
    ),
    refusals: status.refusals,
    handovers: status.handovers,
    ledger: {
      address: grid.ledger,
      rpcUrl: grid.rpcUrl,
      batches: status.batches.toReversed().flatMap(({ id, unitCount, commit, words }) =>
        commit === null
          ? []
          : [
              {
                ...{ id, txHash: commit.txHash, gasUsed: Number(commit.gasUsed) },
                feeWei: commit.feeWei === null ? null : String(commit.feeWei),
                ...{ latency: commit.latency, unitCount, words },
              },
            ],
      ),
      attestors: grid.attestors.map(({ name, ready: { account } }) => ({ name, account })),
    },
    audit,
    posterior,
    reference,
    plot,
  }
}

const short = (hex: string): string => `${hex.slice(0, 8)}…${hex.slice(-4)}`

/** The report for people. */
export function describeReport(report: Report): string {
  return [
    ...describeScience(report),
    ...describeHosts(report),
    ...describeLedger(report),
    ...describeVerdict(report),
    '',
  ].join('\n')
}

function describeScience({ job, posterior, reference, plot }: Report): string[] {
  const line = (name: string, { mean, low95, high95 }: Posterior['r0']): string =>
    `  ${name.padEnd(34)}${mean.toFixed(2)}  (95 % between ${low95.toFixed(2)} and ${high95.toFixed(2)})`
  return [
    '',
    'The epidemic: influenza in an English boarding school, January 1978',
    line('transmission rate, per day', posterior.beta),
    line('recovery rate, per day', posterior.gamma),
    line('infectious period, days', posterior.infectiousDays),
    line('basic reproduction number R0', posterior.r0),
    `  from ${posterior.accepted} accepted of ${formatCount(posterior.draws)} simulated epidemics, ` +
      `${job.believed} of ${job.units} units believed`,
    ...reference.map(
      ({ quantity, reference: published, ok }) =>
        `  ${ok ? 'contains' : 'MISSES'} the textbook fit: ${quantity} ${Number(published).toPrecision(3)}`,
    ),
    `  picture: ${plot}`,
  ]
}

function describeHosts({ hosts, refusals, handovers }: Report): string[] {
  const first = refusals.at(-1)
  const passed = handovers.find(({ from, to }) => to !== null && to !== from)
  return [
    '',
    'Who did what',
    '  host        wallet           received  credited  refused  vanished    credit',
    ...hosts.map((host) =>
      [
        `  ${host.name.padEnd(12)}${short(host.account).padEnd(15)}`,
        ...[host.received, host.credited, host.refused, host.expired].map((n) =>
          String(n).padStart(9),
        ),
        formatCredit(BigInt(host.creditMicro)).padStart(12),
        host.suspended === null ? '' : `  no more work: ${host.suspended}`,
      ].join(''),
    ),
    ...(first ? [`  refused, e.g. unit ${first.unitIndex}: ${first.explanation}`] : []),
    ...(passed?.to
      ? [
          `  unit ${passed.unitIndex}: ${short(passed.from)} vanished, ${short(passed.to)} took over`,
        ]
      : []),
  ]
}

const describeLatency = ({ sendingMs, inclusionMs, confirmationMs }: CommitLatencyView): string =>
  `${((sendingMs + inclusionMs + confirmationMs) / 1_000).toFixed(1)} s`

const describeLedger = ({ ledger: { address, batches, attestors } }: Report): string[] => [
  '',
  `On the chain, ledger ${address}`,
  ...batches.map(
    ({ id, unitCount, gasUsed, feeWei, latency, txHash }) =>
      `  batch ${id}: ${unitCount} executions, ${gasUsed} gas ` +
      `(${(gasUsed / unitCount).toFixed(0)} each), ` +
      (feeWei === null ? '' : `${formatWei(BigInt(feeWei))}, `) +
      `${latency === null ? '' : `there after ${describeLatency(latency)}, `}${short(txHash)}`,
  ),
  ...attestors.map(({ name, account }) => {
    const signed = batches.filter(({ words }) =>
      words.some(({ attestor, refusal }) => attestor === account && refusal === null),
    )
    return `  ${name} ${short(account)} audited and signed ${signed.length} of ${batches.length} batches`
  }),
]

const describeVerdict = ({ audit }: Report): string[] => [
  '',
  audit.ok
    ? 'Audit: everything agrees.'
    : `Audit: ${audit.verdict}, ${audit.findings.length} findings.`,
  `  ${audit.batches} batches, ${audit.receipts} receipts checked, ${audit.unitsReexecuted} units executed again`,
]
