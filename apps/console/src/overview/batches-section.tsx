import { Anchor, Badge } from '@mantine/core'
import type { BatchView } from '@pumasi/protocol'
import { Link } from 'wouter'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { PagedTable } from '../table/paged-table.tsx'

/** What one unit cost on the chain, rounded up. */
export const gasPerUnit = ({ units, commit }: BatchView): bigint | null =>
  commit === null || units === 0 ? null : (commit.gasUsed + BigInt(units) - 1n) / BigInt(units)

interface BatchesSectionProps {
  /** The newest. */
  readonly batches: readonly BatchView[]
  readonly total: number
}

export function BatchesSection({ batches, total }: BatchesSectionProps) {
  const { t, f } = useLanguage()
  return (
    <Section heading={t.batches.heading} about={t.batches.about}>
      <PagedTable
        name={t.batches.heading}
        rows={[...batches].sort((a, b) => b.id - a.id)}
        rowKey={({ id }) => `${id}`}
        empty={t.batches.none}
        minWidth={760}
        columns={[
          { header: t.batches.batch, cell: ({ id }) => f.integer(id) },
          {
            header: t.batches.state,
            cell: ({ commit }) => (
              <Badge color={commit ? 'teal' : 'yellow'}>
                {commit ? t.batches.committed : t.batches.waiting}
              </Badge>
            ),
          },
          { header: t.batches.units, figure: true, cell: ({ units }) => f.integer(units) },
          {
            header: t.batches.gas,
            figure: true,
            cell: (batch) => {
              const gas = gasPerUnit(batch)
              return gas === null ? '–' : f.integer(gas)
            },
          },
          {
            header: t.batches.block,
            figure: true,
            cell: ({ commit }) => (commit ? f.integer(commit.blockNumber) : '–'),
          },
          {
            header: t.batches.transaction,
            cell: ({ id, commit }) =>
              commit ? <HexLabel hex={commit.txHash} what={t.batches.transactionOf(id)} /> : '–',
          },
          { header: t.batches.when, whole: true, cell: ({ closedAtMs }) => f.time(closedAtMs) },
        ]}
      />
      {total > 0 && (
        <Anchor component={Link} href="/ledger" size="sm">
          {t.batches.all(f.integer(total))}
        </Anchor>
      )}
    </Section>
  )
}
