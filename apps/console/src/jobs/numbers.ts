/**
 * Numbers in outputs of programs nobody here knows: what a first plot can be made of.
 *
 * In: what each unit printed, a stranger's bytes. Out: columns of numbers by unit, or none. Only a
 * unit's first line with numbers counts: words and punctuation around them are left out.
 */
import { decodeUtf8 } from '@pumasi/domain'
import type { FetchedUnit } from './fetch-outputs.ts'

/** Columns drawn, and bytes of each output that are looked at. */
export const COLUMNS_MAX = 5
const BYTES_MAX = 10_000

export interface NumberRow {
  readonly unitIndex: number
  readonly values: readonly number[]
}

const number = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g

/** Rows of as many numbers as most units printed; empty when most printed none. */
export function numbersIn(units: readonly FetchedUnit[]): readonly NumberRow[] {
  const rows = units.map(({ unitIndex, output: { stdout } }) => ({
    unitIndex,
    values: numbersOf(stdout.subarray(0, BYTES_MAX)),
  }))
  const columns = mostCommon(rows.map(({ values }) => values.length))
  return columns === 0 ? [] : rows.filter(({ values }) => values.length === columns)
}

function numbersOf(bytes: Uint8Array): readonly number[] {
  const lines = textOf(bytes).split('\n')
  for (const line of lines) {
    const found = [...line.matchAll(number)].map(([text]) => Number(text)).filter(Number.isFinite)
    if (found.length > 0) return found.slice(0, COLUMNS_MAX)
  }
  return []
}

/** Bytes that are no text hold no numbers. */
function textOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch {
    return ''
  }
}

function mostCommon(counts: readonly number[]): number {
  const groups = [...Map.groupBy(counts, (count) => count).entries()]
  const [first] = groups.sort((a, b) => b[1].length - a[1].length || b[0] - a[0])
  return first?.[0] ?? 0
}
