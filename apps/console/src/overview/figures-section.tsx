/** How the grid as a whole does: health, backlog, what replication and the chain cost, by range. */
import { Badge, Group, SegmentedControl, SimpleGrid } from '@mantine/core'
import type { GridStatus, LedgerHistoryView } from '@pumasi/protocol'
import { useState } from 'react'
import { deriveLedgerFigures, deriveRunsPerUnit, ranges } from '../feed/ledger-figures.ts'
import type { Range } from '../feed/ledger-figures.ts'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { useHistory } from '../ledger/use-history.ts'
import { Figure } from './figure.tsx'
import { useAilments } from './health.ts'

export function FiguresSection({ status }: { readonly status: GridStatus }) {
  const { t, f } = useLanguage()
  const words = t.figures
  const [range, setRange] = useState<Range>('day')
  const { atMs, totals } = status
  const history = useHistory(range, totals.batches - totals.batchesWaiting)
  const { units, gas, gasPerUnit, unitsPerMinute } = deriveLedgerFigures(history ?? nothing)
  const runs = deriveRunsPerUnit(totals)
  const some = (value: number | null): string => (value === null ? '–' : f.compact(value))
  return (
    <Section heading={words.heading} about={words.about}>
      <Health atMs={atMs} />
      <SimpleGrid cols={{ base: 2, xs: 4 }} component="dl">
        <Figure term={words.alive} note={words.of(f.integer(totals.hosts))}>
          {f.integer(totals.hostsAlive)}
        </Figure>
        <Figure term={words.backlog}>{f.compact(totals.unitsOpen)}</Figure>
        <Figure term={words.waiting}>{f.integer(totals.batchesWaiting)}</Figure>
        <Figure term={words.runs} note={words.runsNote}>
          {some(runs)}
        </Figure>
      </SimpleGrid>
      <SegmentedControl
        aria-label={words.range}
        size="xs"
        value={range}
        onChange={setRange}
        data={ranges.map((value) => ({ value, label: words.ranges[value] }))}
      />
      <SimpleGrid cols={{ base: 2, xs: 4 }} component="dl" mb={0}>
        <Figure term={words.units}>{f.compact(units)}</Figure>
        <Figure term={words.perMinute}>{some(unitsPerMinute)}</Figure>
        <Figure term={words.gas}>{f.compact(gas)}</Figure>
        <Figure term={words.gasPerUnit}>{some(gasPerUnit)}</Figure>
      </SimpleGrid>
    </Section>
  )
}

const nothing: LedgerHistoryView = { fromMs: 0, toMs: 0, stepMs: 1, steps: [] }

const checks = ['store', 'chain', 'disk'] as const

function Health({ atMs }: { readonly atMs: number }) {
  const words = useLanguage().t.figures
  const ailments = useAilments(atMs)
  return (
    <Group gap="xs">
      {checks.map((check) => {
        const reason = ailments?.[check]
        const color = ailments === null ? 'gray' : reason === undefined ? 'teal' : 'red'
        const state =
          ailments === null ? words.unknown : reason === undefined ? words.well : words.ill
        return (
          <Badge key={check} color={color} title={reason}>
            {words.checks[check]}: {state}
          </Badge>
        )
      })}
    </Group>
  )
}
