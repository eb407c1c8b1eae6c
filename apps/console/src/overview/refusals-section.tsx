import { Stack, Text } from '@mantine/core'
import type { GridStatus, RefusalView } from '@pumasi/protocol'
import { Section } from '../frame/section.tsx'
import { hostName } from '../feed/host-name.ts'
import { shortenHexes } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { PagedTable } from '../table/paged-table.tsx'

export function RefusalsSection({ status }: { readonly status: GridStatus }) {
  const { t, f } = useLanguage()
  const { refusals, hosts, atMs } = status
  return (
    <Section heading={t.refusals.heading} about={t.refusals.about}>
      <PagedTable
        name={t.refusals.heading}
        rows={refusals}
        rowKey={({ jobId, unitIndex, account }) => `${jobId}/${unitIndex}/${account}`}
        empty={t.refusals.none}
        minWidth={480}
        pageRows={5}
        columns={[
          { header: t.refusals.unit, cell: ({ unitIndex }) => f.integer(unitIndex) },
          {
            header: t.hosts.host,
            cell: ({ account }) => <span className="foreign">{hostName(hosts, account)}</span>,
          },
          { header: t.refusals.reason, cell: (refusal) => <Reason refusal={refusal} /> },
          {
            header: t.refusals.when,
            cell: ({ acceptedAtMs }) => f.ago(atMs - acceptedAtMs),
          },
        ]}
      />
    </Section>
  )
}

/** In the visitor's language where the code is known; the coordinator's own words below. */
function Reason({ refusal: { code, explanation } }: { readonly refusal: RefusalView }) {
  const { t } = useLanguage()
  const codes: Readonly<Record<string, string>> = t.refusals.codes
  const meaning = Object.hasOwn(codes, code) ? codes[code] : undefined
  const words = shortenHexes(explanation)
  return (
    <Stack gap={2}>
      <Text size="sm">{meaning ?? words}</Text>
      <Text size="xs" c="dimmed" lang="en" className="foreign">
        {meaning ? `${code}: ${words}` : code}
      </Text>
    </Stack>
  )
}
