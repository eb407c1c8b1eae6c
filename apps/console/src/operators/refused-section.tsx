/** What an account reported and nobody believed, with the reason of each. */
import { Anchor, Text } from '@mantine/core'
import type { Account } from '@pumasi/domain'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { Section } from '../frame/section.tsx'
import { shortenHexes } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import { useTRPC } from '../trpc.ts'
import { useOperatorsWords } from './words.ts'

/** The newest of them. */
const REFUSALS = 50

export function RefusedSection({ address }: { readonly address: Account }) {
  const { t, f } = useLanguage()
  const { one: words } = useOperatorsWords()
  const { refusals } = useTRPC().accounts
  const { data: rows = [] } = useQuery(refusals.queryOptions({ account: address, limit: REFUSALS }))
  const codes: Readonly<Record<string, string>> = t.refusals.codes
  return (
    <Section heading={words.refusals} about={words.refusalsAbout}>
      <PagedTable
        name={words.refusals}
        rows={rows}
        rowKey={({ jobId, unitIndex, acceptedAtMs }) => `${jobId} ${unitIndex} ${acceptedAtMs}`}
        empty={words.refusalsNone}
        minWidth={460}
        columns={[
          {
            header: words.unit,
            cell: ({ jobId, unitIndex }) => (
              <Anchor component={Link} href={`/jobs/${jobId}/units/${unitIndex}`} inherit>
                {f.integer(unitIndex)}
              </Anchor>
            ),
          },
          {
            header: words.reason,
            cell: ({ code, explanation }) => (
              <>
                <Text size="sm">{codes[code]}</Text>
                <Text size="xs" c="dimmed" lang="en" className="foreign">
                  {code}: {shortenHexes(explanation)}
                </Text>
              </>
            ),
          },
          { header: words.when, whole: true, cell: ({ acceptedAtMs }) => f.moment(acceptedAtMs) },
        ]}
      />
    </Section>
  )
}
