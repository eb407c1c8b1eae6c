/** How the grid as a whole does: health, backlog, what replication and the chain cost, by range. */
import { Badge, Group, SegmentedControl, SimpleGrid } from '@mantine/core'
import type { GridStatus } from '@pumasi/protocol'
import { useState } from 'react'
import { isAlive } from '../feed/attention.ts'
import { deriveLedgerFigures, deriveRunsPerUnit, ranges } from '../feed/ledger-figures.ts'
import type { Range } from '../feed/ledger-figures.ts'
import { openUnits } from '../feed/pace.ts'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from './figure.tsx'
import { useAilments } from './health.ts'

export function FiguresSection({ status }: { readonly status: GridStatus }) {
  const { t, f } = useLanguage()
  const words = t.figures
  const [range, setRange] = useState<Range>('day')
  const { atMs, hosts, jobs, batches } = status
  const { units, gas, gasPerUnit, unitsPerMinute } = deriveLedgerFigures(batches, atMs, range)
  const open = jobs.filter(({ cancelledAtMs }) => cancelledAtMs === null)
  const runs = deriveRunsPerUnit(hosts, jobs)
  const some = (value: number | null): string => (value === null ? '–' : f.compact(value))
  return (
    <Section heading={words.heading} about={words.about}>
      <Health atMs={atMs} />
      <SimpleGrid cols={{ base: 2, xs: 4 }} component="dl">
        <Figure term={words.alive}>
          {f.integer(hosts.filter((host) => isAlive(host, atMs)).length)}
        </Figure>
        <Figure term={words.backlog}>
          {f.compact(open.reduce((sum, job) => sum + openUnits(job), 0))}
        </Figure>
        <Figure term={words.waiting}>
          {f.integer(batches.filter(({ commit }) => commit === null).length)}
        </Figure>
        <Figure term={words.runs} note={words.runsNote}>
          {some(runs)}
        </Figure>
      </SimpleGrid>
      <SegmentedControl
        aria-label={words.range}
        size="xs"
        value={range}
        onChange={setRange}
        data={(Object.keys(ranges) as Range[]).map((value) => ({
          ...{ value, label: words.ranges[value] },
        }))}
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
