/** The frontier's numbers as Markdown tables, for the terminal and for docs/trust.md. */
import type { GateRow } from '@pumasi/simulator'
import type { Point } from './sweep.ts'

const number = (value: number, digits = 3): string =>
  value === 0 ? '0' : Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toFixed(digits)

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Ours beside BOINC's, row by row. */
export function gateTable(ours: readonly GateRow[], boinc: readonly GateRow[]): string {
  const wrong = ({ report }: GateRow): string => `${number(report.wrongShare)}`
  return table(
    [
      'account',
      'held to',
      'measured',
      'extra executions',
      'wrong share',
      'wrong an account',
      'credit for effort',
      'believed after, hours',
      'BOINC: extra',
      'wrong share',
      'wrong an account',
      'credit for effort',
    ],
    ours.map((row, at) => {
      const { report } = row
      const other = boinc[at]?.report ?? report
      return [
        row.name,
        row.max === null ? '' : `<= ${row.max}`,
        `${number(row.measured)}${row.passed ? '' : ' MISSED'}`,
        number(report.overhead),
        wrong(row),
        number(report.wrongPerAccount, 1),
        number(report.creditPerEffort),
        number(report.latency.p50Hours, 1),
        number(other.overhead),
        number(other.wrongShare),
        number(other.wrongPerAccount, 1),
        number(other.creditPerEffort),
      ]
    }),
  )
}

export const pointTable = (points: readonly Point[]): string =>
  table(
    ['policy', 'setting', 'extra executions', 'wrong share', 'believed after, hours'],
    points.map(({ series, label, isDefault, overhead, wrongShare, p50Hours }) => [
      series,
      isDefault ? `**${label}**` : label,
      number(overhead),
      number(wrongShare),
      number(p50Hours, 1),
    ]),
  )
