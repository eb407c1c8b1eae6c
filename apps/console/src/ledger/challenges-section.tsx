/** Units that somebody put a bond on, what that takes, and where each one can be looked at. */
import { Anchor, SimpleGrid } from '@mantine/core'
import type { GridStatus } from '@pumasi/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useFresh } from '../feed/use-fresh.ts'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import { useTRPC } from '../trpc.ts'
import { useLedgerWords } from './words.ts'

/** The coordinator does not hear of challenges by itself: they are asked for again after this. */
const FRESH_MS = 60_000

export function ChallengesSection({ status: { totals, atMs } }: { readonly status: GridStatus }) {
  const { t, f } = useLanguage()
  const words = useLedgerWords().challenges
  const { challenges } = useTRPC().ledger
  useFresh(challenges.queryKey(), `${totals.batches} ${Math.floor(atMs / FRESH_MS)}`)
  const { data, error } = useQuery({ ...challenges.queryOptions(), retry: false })
  return (
    <Section heading={words.heading} about={words.about}>
      {error !== null && <FailureAlert title={words.failed} failure={error} />}
      {data !== undefined && (
        <>
          <SimpleGrid cols={{ base: 1, sm: 3 }} component="dl" mt={0}>
            <Figure term={words.bond}>{f.coins(data.bondWei)}</Figure>
            <Figure term={words.quorum}>
              {data.rulingQuorum === 0 ? words.nobody : f.integer(data.rulingQuorum)}
            </Figure>
            <Figure term={words.horizon}>{f.span(data.horizonSeconds * 1_000)}</Figure>
          </SimpleGrid>
          <PagedTable
            name={words.heading}
            rows={data.open}
            rowKey={({ batchId, challenger, unit }) =>
              `${batchId} ${challenger} ${unit?.jobId} ${unit?.unitIndex}`
            }
            empty={words.none}
            minWidth={420}
            columns={[
              { header: t.batches.batch, cell: ({ batchId }) => f.integer(batchId) },
              {
                header: words.unit,
                cell: ({ unit }) =>
                  unit === null ? (
                    words.hidden
                  ) : (
                    <Anchor component={Link} href={`/jobs/${unit.jobId}/units/${unit.unitIndex}`}>
                      {words.unitOf(f.integer(unit.unitIndex))}
                    </Anchor>
                  ),
              },
              {
                header: words.challenger,
                cell: ({ challenger }) => <HexLabel hex={challenger} what={words.challenger} />,
              },
            ]}
          />
        </>
      )}
    </Section>
  )
}
