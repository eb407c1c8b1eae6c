/**
 * The units of a job, a million if need be: pages from the coordinator as they come into sight, and
 * in the page only the rows that are.
 */
import { Anchor, Badge, Button, Group, NumberInput, ScrollArea, Table, Text } from '@mantine/core'
import type { JobView, UnitView } from '@pumasi/protocol'
import { useQueries } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { useTRPC } from '../trpc.ts'
import { PAGE_UNITS, pagesFor } from './pages-of-units.ts'
import { saveOutput } from './save-output.ts'
import { visibleRows } from './visible-rows.ts'
import { useJobsWords } from './words.ts'

const ROW_PX = 40
const WINDOW_PX = 480
/** Open units change while they are looked at. */
const FRESH_MS = 5_000
/** Browsers draw nothing taller than about 16 million pixels. */
const ROWS_MAX = 400_000

const stateColors = { open: 'gray', believed: 'teal', failed: 'red', cancelled: 'yellow' } as const

export function UnitsSection({ job }: { readonly job: JobView }) {
  const words = useJobsWords().list
  const trpc = useTRPC()
  const view = useRef<HTMLDivElement>(null)
  const [scrolled, setScrolled] = useState(0)
  // What lies beyond is reached by its number: the list then begins there.
  const [begin, setBegin] = useState(0)
  const rows = Math.min(ROWS_MAX, job.units - begin)
  const { from, to } = visibleRows(scrolled, WINDOW_PX, ROW_PX, rows)
  const pages = pagesFor(begin + from, begin + Math.max(from, to - 1))
  const answers = useQueries({
    queries: pages.map((page) => ({
      ...trpc.job.units.queryOptions({
        ...{ jobId: job.jobId, from: page * PAGE_UNITS, limit: PAGE_UNITS },
      }),
      staleTime: FRESH_MS,
      refetchInterval: FRESH_MS,
    })),
  })
  const units = new Map<number, UnitView>()
  for (const { data = [] } of answers) for (const unit of data) units.set(unit.unitIndex, unit)
  const goTo = (unit: number): void => {
    const wanted = Math.max(0, Math.min(job.units - 1, unit))
    setBegin(wanted >= ROWS_MAX ? wanted : 0)
    view.current?.scrollTo({ top: wanted >= ROWS_MAX ? 0 : wanted * ROW_PX })
  }
  return (
    <Section heading={words.heading} about={words.about}>
      <NumberInput
        label={words.from}
        {...{ min: 0, max: Math.max(0, job.units - 1), defaultValue: 0, w: 180, mb: 'sm' }}
        allowDecimal={false}
        onChange={(value) => typeof value === 'number' && goTo(value)}
      />
      {answers.some(({ isError }) => isError) && (
        <Text role="alert" size="sm" c="var(--series-failed)">
          {words.failedToLoad}
        </Text>
      )}
      <ScrollArea.Autosize
        mah={WINDOW_PX}
        viewportRef={view}
        onScrollPositionChange={({ y }) => setScrolled(y)}
        viewportProps={{
          tabIndex: 0,
          role: 'region',
          'aria-label': words.rows(words.heading),
        }}
      >
        <Table stickyHeader miw={640} verticalSpacing={0} aria-rowcount={job.units + 1}>
          <Table.Thead>
            <Table.Tr h={ROW_PX}>
              <Table.Th scope="col">{words.unit}</Table.Th>
              <Table.Th scope="col">{words.state}</Table.Th>
              <Table.Th scope="col">{words.ending}</Table.Th>
              <Table.Th scope="col" ta="end">
                {words.fuel}
              </Table.Th>
              <Table.Th scope="col" ta="end">
                {words.batch}
              </Table.Th>
              <Table.Th scope="col">{words.output}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Gap rows={from} />
            {Array.from({ length: to - from }, (_, offset) => {
              const index = begin + from + offset
              return (
                <UnitRow key={index} {...{ index, jobId: job.jobId }} unit={units.get(index)} />
              )
            })}
            <Gap rows={rows - to} />
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </Section>
  )
}

/** The place of rows that are not drawn. */
const Gap = ({ rows }: { readonly rows: number }) =>
  rows > 0 ? <tr aria-hidden style={{ height: rows * ROW_PX }} /> : null

interface UnitRowProps {
  readonly jobId: string
  readonly index: number
  readonly unit: UnitView | undefined
}

function UnitRow({ jobId, index, unit }: UnitRowProps) {
  const { f } = useLanguage()
  const words = useJobsWords().list
  const number = f.integer(index)
  const { outputHash: hash = null, fuel = null } = unit ?? {}
  return (
    <Table.Tr h={ROW_PX} aria-rowindex={index + 2}>
      <Table.Th scope="row" fw={500}>
        <Anchor component={Link} href={`/jobs/${jobId}/units/${index}`} inherit>
          {number}
        </Anchor>
      </Table.Th>
      <Table.Td>
        {unit === undefined ? (
          words.loading
        ) : (
          <Badge color={stateColors[unit.state]}>{words.states[unit.state]}</Badge>
        )}
      </Table.Td>
      <Table.Td lang="en" className="foreign">
        {unit?.exitClass ?? unit?.failure ?? ''}
      </Table.Td>
      <Table.Td ta="end">{fuel === null ? '' : f.integer(fuel)}</Table.Td>
      <Table.Td ta="end">{unit?.batchId ?? ''}</Table.Td>
      <Table.Td>
        <Group gap="xs">
          {hash !== null && (unit?.batchId ?? null) !== null && (
            <Anchor
              component={Link}
              size="xs"
              href={`/verify?job=${jobId}&unit=${index}`}
              aria-label={words.verifyUnit(number)}
            >
              {words.verify}
            </Anchor>
          )}
          {hash !== null && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={words.download(number)}
              onClick={() => void saveOutput(hash, `unit-${index}`)}
            >
              {words.save}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}
