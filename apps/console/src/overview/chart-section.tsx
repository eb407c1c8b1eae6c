/** Believed and committed units over time. The same figures stand beside it in words. */
import { Text } from '@mantine/core'
import type { JobView } from '@pumasi/protocol'
import { useMemo } from 'react'
import { Plot } from '../charts/plot.tsx'
import type { Line } from '../charts/plot.tsx'
import type { Point } from '../feed/series.ts'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'

export interface ChartSectionProps {
  readonly job: JobView
  readonly points: readonly Point[]
}

export default function ChartSection({ job, points }: ChartSectionProps) {
  const { t, f } = useLanguage()
  const xs = useMemo(() => points.map(({ atMs }) => atMs), [points])
  const lines = useMemo(
    (): readonly Line[] => [
      {
        ...{ name: t.job.believed, color: '--series-believed', filled: true },
        values: points.map(({ believed }) => believed),
      },
      {
        ...{ name: t.job.committed, color: '--series-committed', filled: true, stepped: true },
        values: points.map(({ committed }) => committed),
      },
    ],
    [points, t],
  )
  return (
    <Section heading={t.chart.heading} about={t.chart.about}>
      {points.length < 2 ? (
        <Text size="sm" c="dimmed">
          {t.chart.empty}
        </Text>
      ) : (
        <Plot
          summary={t.chart.summary(job.believed, job.committed, job.units)}
          height={280}
          {...{ xs, lines, range: [0, job.units] }}
          nameX={t.chart.time}
          formatX={f.time}
          formatY={f.compact}
        />
      )}
    </Section>
  )
}
