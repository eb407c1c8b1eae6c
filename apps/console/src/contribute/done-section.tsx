/** What this tab has done: counts of its own, and what the coordinator has made of them. */
import { SimpleGrid, Text } from '@mantine/core'
import { useLive } from '../feed/live.tsx'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import { useContribution } from './contribution.tsx'
import { useContributeWords } from './words.ts'

export function DoneSection() {
  const { f } = useLanguage()
  const words = useContributeWords().done
  const { tally, fuel, host } = useContribution().state
  const { status } = useLive().feed
  const seen = status?.hosts.find(({ session }) => session === host?.session)
  return (
    <Section heading={words.heading} about={words.about}>
      <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} m={0} mb="lg">
        <Figure term={words.running}>{f.integer(tally.running.length)}</Figure>
        <Figure term={words.accepted}>{f.integer(tally.accepted)}</Figure>
        <Figure
          term={words.credited}
          {...(seen && seen.pending > 0 && { note: words.pending(f.integer(seen.pending)) })}
        >
          {f.integer(seen?.credited ?? 0)}
        </Figure>
        <Figure term={words.credit}>{f.credit(seen?.creditMicro ?? 0n)}</Figure>
        <Figure term={words.fuel}>{f.compact(fuel)}</Figure>
        <Figure term={words.refused}>{f.integer(tally.refused + (seen?.refused ?? 0))}</Figure>
        <Figure term={words.givenBack}>{f.integer(tally.givenBack)}</Figure>
      </SimpleGrid>
      <PagedTable
        name={words.table}
        rows={tally.answers}
        rowKey={({ leaseId }) => leaseId}
        empty={words.none}
        minWidth={520}
        columns={[
          { header: words.unit, cell: ({ unitIndex }) => words.unitOf(f.integer(unitIndex)) },
          {
            header: words.job,
            cell: ({ jobId, unitIndex }) => (
              <HexLabel hex={jobId} what={words.idOf(f.integer(unitIndex))} />
            ),
          },
          { header: words.when, whole: true, cell: ({ atMs }) => f.time(atMs) },
          {
            header: words.outcome,
            cell: ({ reason }) =>
              reason === null ? (
                words.taken
              ) : (
                <Text inherit className="foreign" lang="en">
                  {reason}
                </Text>
              ),
          },
        ]}
      />
    </Section>
  )
}
