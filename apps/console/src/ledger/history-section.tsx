/** Units committed over time, for a range the visitor chooses. */
import { SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core'
import type { GridTotals, LedgerHistoryView } from '@pumasi/protocol'
import { useMemo, useState } from 'react'
import { Plot } from '../charts/plot.tsx'
import type { Line } from '../charts/plot.tsx'
import { deriveLedgerFigures, fillSteps, ranges } from '../feed/ledger-figures.ts'
import type { Range } from '../feed/ledger-figures.ts'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { useHistory } from './use-history.ts'
import { useLedgerWords } from './words.ts'

export function HistorySection({ totals }: { readonly totals: GridTotals }) {
  const { t } = useLanguage()
  const words = useLedgerWords()
  const [range, setRange] = useState<Range>('day')
  const history = useHistory(range, totals.batches - totals.batchesWaiting)
  return (
    <Section heading={words.history} about={words.historyAbout}>
      <Stack>
        <SegmentedControl
          aria-label={t.figures.range}
          size="xs"
          value={range}
          onChange={setRange}
          data={ranges.map((value) => ({ value, label: t.figures.ranges[value] }))}
        />
        {history !== undefined && <History history={history} range={range} />}
      </Stack>
    </Section>
  )
}

interface HistoryProps {
  readonly history: LedgerHistoryView
  readonly range: Range
}

function History({ history, range }: HistoryProps) {
  const { t, f } = useLanguage()
  const words = useLedgerWords()
  const { batches, units, gas, gasPerUnit } = deriveLedgerFigures(history)
  const { xs, lines } = useMemo(() => linesOf(history, t.figures.units), [history, t])
  return (
    <>
      {batches === 0 ? (
        <Text size="sm" c="dimmed">
          {words.quiet}
        </Text>
      ) : (
        <Plot
          summary={words.summary(units, batches)}
          height={240}
          nameX={t.chart.time}
          {...{ xs, lines }}
          formatX={range === 'hour' ? f.time : f.moment}
          formatY={f.compact}
        />
      )}
      <SimpleGrid cols={{ base: 2, xs: 4 }} component="dl" m={0}>
        <Figure term={words.batches}>{f.integer(batches)}</Figure>
        <Figure term={t.figures.units}>{f.integer(units)}</Figure>
        <Figure term={t.figures.gas}>{f.integer(gas)}</Figure>
        <Figure term={t.figures.gasPerUnit}>
          {gasPerUnit === null ? '–' : f.compact(gasPerUnit)}
        </Figure>
      </SimpleGrid>
    </>
  )
}

function linesOf(history: LedgerHistoryView, name: string) {
  const steps = fillSteps(history)
  const line: Line = {
    ...{ name, color: '--series-committed', filled: true, stepped: true },
    values: steps.map(({ units }) => units),
  }
  return { xs: steps.map(({ atMs }) => atMs), lines: [line] }
}
