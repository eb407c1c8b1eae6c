/** Believed and committed units over time. The same figures stand beside it in words. */
import { Box, Text } from '@mantine/core'
import type { JobView } from '@pumasi/protocol'
import {
  Area,
  AreaChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { Section } from '../frame/section.tsx'
import type { Point } from '../feed/series.ts'
import { useLanguage } from '../language/language.tsx'

export interface ChartSectionProps {
  readonly job: JobView
  readonly points: readonly Point[]
}

const axis = { stroke: 'var(--mantine-color-dimmed)', fontSize: 12, tickLine: false } as const

export default function ChartSection({ job, points }: ChartSectionProps) {
  const { t, f } = useLanguage()
  const series = [
    { key: 'believed', name: t.job.believed, color: 'var(--series-believed)', type: 'linear' },
    {
      key: 'committed',
      name: t.job.committed,
      color: 'var(--series-committed)',
      type: 'stepAfter',
    },
  ] as const
  return (
    <Section heading={t.chart.heading} about={t.chart.about}>
      {points.length < 2 ? (
        <Text size="sm" c="dimmed">
          {t.chart.empty}
        </Text>
      ) : (
        <Box
          h={280}
          role="img"
          aria-label={t.chart.summary(job.believed, job.committed, job.units)}
        >
          <ResponsiveContainer>
            <AreaChart data={[...points]} accessibilityLayer={false} margin={{ top: 8, right: 12 }}>
              <CartesianGrid stroke="var(--mantine-color-default-border)" vertical={false} />
              <XAxis
                {...axis}
                dataKey="atMs"
                type="number"
                scale="time"
                domain={['dataMin', 'dataMax']}
                tickFormatter={f.time}
                minTickGap={40}
              />
              <YAxis {...axis} domain={[0, job.units]} tickFormatter={f.compact} width={44} />
              <Tooltip
                isAnimationActive={false}
                labelFormatter={(atMs) => f.time(Number(atMs))}
                formatter={(value) => f.integer(Number(value))}
                contentStyle={{
                  background: 'var(--mantine-color-body)',
                  border: '1px solid var(--mantine-color-default-border)',
                  borderRadius: 8,
                }}
              />
              {series.map(({ key, name, color, type }) => (
                <Area
                  key={key}
                  dataKey={key}
                  name={name}
                  type={type}
                  stroke={color}
                  strokeWidth={2}
                  fill={color}
                  fillOpacity={0.18}
                  isAnimationActive={false}
                />
              ))}
            </AreaChart>
          </ResponsiveContainer>
        </Box>
      )}
    </Section>
  )
}
