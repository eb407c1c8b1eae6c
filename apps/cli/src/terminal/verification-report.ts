/** Verifications in words: a line a program, or value, reference, tolerance and source as well. */
import { formatCount } from '@pumasi/domain'
import { deviationOf, showTolerance, showValue } from '@pumasi/programs'
import type { ReferenceCheck, Table } from '@pumasi/programs'
import type { Verification } from '../programs/verify.ts'

/** One line, under it what went wrong, if anything did; names are padded to `width`. */
export const summariseVerification = (verification: Verification, width: number): string =>
  [
    headline(verification, width),
    ...verification.checks.filter(({ ok }) => !ok).flatMap(describeCheck),
    '',
  ].join('\n')

/** All of it, with a line feed at its end. */
export function describeVerification(verification: Verification): string {
  const { name, title, units, checks, fuelTotal, fuelLargest } = verification
  return [
    headline(verification, name.length),
    `       ${title}`,
    ...checks.flatMap(describeCheck),
    `       ${units} units, ${formatCount(fuelTotal)} fuel, the largest ${formatCount(fuelLargest)}`,
    '',
  ].join('\n')
}

function headline({ name, ok, checks, elapsedMs }: Verification, width: number): string {
  const passed = checks.filter((check) => check.ok).length
  return [
    `${ok ? 'ok   ' : 'WRONG'}  ${name.padEnd(width)}  ${`${passed}/${checks.length}`.padStart(5)}`,
    describeWorst(Math.max(...checks.map(deviationOf))).padEnd(23),
    `${(elapsedMs / 1000).toFixed(1).padStart(6)} s`,
  ].join('  ')
}

/** The worst deviation, a share of its tolerance. */
function describeWorst(share: number): string {
  if (share === 0) return 'all exact'
  return `worst ${(share * 100).toFixed(0)} % of tolerance`
}

function describeCheck(check: ReferenceCheck): string[] {
  const { quantity, value, reference, source, ok } = check
  const [low, high] = showTolerance(check) ?? []
  const tolerance = low === undefined ? 'exactly' : `within ${low} to ${high}`
  const found = `${showValue(value, check)}; reference ${showValue(reference, check)}`
  return [`     ${ok ? ' ' : '!'} ${quantity}: ${found}, ${tolerance}`, `         ${source}`]
}

/** A table in columns as wide as what they hold. */
export function describeTable({ columns, rows }: Table): string {
  const lines = [columns, ...rows]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}
