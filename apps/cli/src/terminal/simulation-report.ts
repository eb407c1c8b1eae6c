/** A simulation in words and one table. */
import type { ClassReport, Report } from '@pumasi/simulator'

const percent = (share: number): string => {
  if (share === 0) return '0 %'
  return share < 0.0001 ? `${(100 * share).toExponential(1)} %` : `${(100 * share).toFixed(2)} %`
}

const columns: readonly (readonly [string, (row: ClassReport) => string])[] = [
  ['accounts', (row) => String(row.accounts)],
  ['believed', (row) => String(row.believed)],
  ['extra', (row) => percent(row.overhead)],
  ['wrong', (row) => String(row.wrong)],
  ['wrong share', (row) => percent(row.wrongShare)],
  ['an account', (row) => row.wrongPerAccount.toFixed(1)],
  ['caught', (row) => String(row.strikes)],
  ['credit/effort', (row) => row.creditPerEffort.toFixed(3)],
  ['hours p50', (row) => row.latency.p50Hours.toFixed(1)],
  ['p99', (row) => row.latency.p99Hours.toFixed(1)],
]

const titles: Readonly<Record<Report['policy'], string>> = {
  pumasi: 'Pumasi: audit draws, vesting, retro-audit',
  boinc: "BOINC's adaptive replication on the same hosts",
}

/** One report as text for people. */
export function describeSimulation({ policy, days, unsettled, total, classes }: Report): string {
  const rows = [...classes, { name: 'all', ...total }]
  const cells = [
    ['', ...columns.map(([name]) => name)],
    ...rows.map((row) => [row.name, ...columns.map(([, of]) => of(row))]),
  ]
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at + 1]?.length ?? 0)))
  const first = Math.max(...cells.map(([name]) => name?.length ?? 0))
  const table = cells.map(
    ([name = '', ...values]) =>
      `  ${name.padEnd(first)}  ${values.map((value, at) => value.padStart(widths[at] ?? 0)).join('  ')}`,
  )
  const open = unsettled === 0 ? 'every unit settled' : `${unsettled} units never settled`
  return [`${titles[policy]} (${days} days, ${open})`, ...table, ''].join('\n')
}
