/**
 * A first plot: the numbers that units printed, by unit. Of the chart library it uses what the
 * overview's chart uses: anything more would be loaded with the first page too.
 */
import { Box, Text } from '@mantine/core'
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { useLanguage } from '../language/language.tsx'
import type { NumberRow } from './numbers.ts'
import { useJobsWords } from './words.ts'

/** Points beyond these would only cover each other. */
const POINTS_MAX = 2_000
const axis = { stroke: 'var(--mantine-color-dimmed)', fontSize: 12, tickLine: false } as const
const colors = ['--series-believed', '--series-committed', '--series-failed']
/** More columns than colours are told apart by their lines. */
const dashes = ['', '', '', '4 2', '4 2']

export default function NumberPlot({ rows }: { readonly rows: readonly NumberRow[] }) {
  const { f } = useLanguage()
  const words = useJobsWords().found
  const stride = Math.ceil(rows.length / POINTS_MAX)
  const shown = rows.filter((_, index) => index % stride === 0)
  const columns = rows[0]?.values.map((_, column) => column) ?? []
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
      <Box h={300} role="img" aria-label={`${words.numbers} ${extent.join('; ')}`}>
        <ResponsiveContainer>
          <AreaChart data={shown} accessibilityLayer={false} margin={{ top: 8, right: 12 }}>
            <CartesianGrid stroke="var(--mantine-color-default-border)" vertical={false} />
            <XAxis
              {...axis}
              dataKey="unitIndex"
              type="number"
              domain={['dataMin', 'dataMax']}
              tickFormatter={f.compact}
            />
            <YAxis {...axis} domain={['auto', 'auto']} tickFormatter={f.compact} width={56} />
            {columns.map((column) => (
              <Area
                key={column}
                dataKey={({ values }: NumberRow) => values[column]}
                stroke={`var(${colors[column % colors.length]})`}
                strokeDasharray={dashes[column] ?? ''}
                fill="none"
                dot={{ r: 2 }}
                isAnimationActive={false}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </Box>
      <Text size="sm" c="dimmed">
        {extent.join('; ')}
      </Text>
    </>
  )
}
