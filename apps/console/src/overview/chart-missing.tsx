import { Text } from '@mantine/core'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'

/** Stands where the chart could not be loaded; a browser does not ask for a failed module twice. */
export function ChartMissing() {
  const { t } = useLanguage()
  return (
    <Section heading={t.chart.heading} about={t.chart.about}>
      <Text size="sm">{t.chart.missing}</Text>
    </Section>
  )
}
