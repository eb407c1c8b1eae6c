/** A first plot: the numbers that units printed, by unit. */
import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { Plot } from '../charts/plot.tsx'
import type { Line } from '../charts/plot.tsx'
import { useLanguage } from '../language/language.tsx'
import type { NumberRow } from './numbers.ts'
import { useJobsWords } from './words.ts'

/** Points beyond these would only cover each other. */
const POINTS_MAX = 2_000
const colors = ['--series-believed', '--series-committed', '--series-failed']

export default function NumberPlot({ rows }: { readonly rows: readonly NumberRow[] }) {
  const { f } = useLanguage()
  const { found: words, list } = useJobsWords()
  const columns = rows[0]?.values.map((_, column) => column) ?? []
  const { xs, lines } = useMemo(() => linesOf(rows, words.column), [rows, words])
  const extent = columns.map((column) => {
    const values = rows.map((row) => row.values[column] ?? 0)
    const [least, most] = values.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Infinity, -Infinity],
    )
    return words.extent(f.integer(column + 1), f.compact(least), f.compact(most))
  })
  return (
    <>
      <Text size="sm">{words.numbers}</Text>
      <Plot
        summary={`${words.numbers} ${extent.join('; ')}`}
        height={300}
        {...{ xs, lines }}
        nameX={list.unit}
        formatX={f.compact}
        formatY={f.compact}
      />
      <Text size="sm" c="dimmed">
        {extent.join('; ')}
      </Text>
    </>
  )
}

/** More columns than colours are told apart by their dashes. */
function linesOf(rows: readonly NumberRow[], name: (column: number) => string) {
  const stride = Math.ceil(rows.length / POINTS_MAX)
  const shown = rows.filter((_, index) => index % stride === 0)
  const columns = rows[0]?.values.map((_, column) => column) ?? []
  const lines = columns.map((column): Line => ({
    name: name(column + 1),
    color: colors[column % colors.length] ?? '',
    dashed: column >= colors.length,
    values: shown.map(({ values }) => values[column] ?? null),
  }))
  return { xs: shown.map(({ unitIndex }) => unitIndex), lines }
}
