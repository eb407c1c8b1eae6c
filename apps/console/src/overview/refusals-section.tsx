import { Stack, Text } from '@mantine/core'
import type { GridStatus } from '@pumasi/protocol'
import { hostName } from '../feed/host-name.ts'
import { groupRefusals } from '../feed/refusals.ts'
import type { RefusalGroup } from '../feed/refusals.ts'
import { Section } from '../frame/section.tsx'
import { shortenHexes } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { PagedTable } from '../table/paged-table.tsx'

const UNITS_NAMED = 3

export function RefusalsSection({ status }: { readonly status: GridStatus }) {
  const { t, f } = useLanguage()
  const { refusals, hosts, atMs } = status
  const nameUnits = (indexes: readonly number[]): string => {
    const named = indexes.slice(0, UNITS_NAMED).map((index) => f.integer(index))
    const more = indexes.length - named.length
    return more > 0 ? t.refusals.andMore(named.join(', '), more) : named.join(', ')
  }
  return (
    <Section heading={t.refusals.heading} about={t.refusals.about}>
      <PagedTable
        name={t.refusals.heading}
        rows={groupRefusals(refusals)}
        rowKey={({ account, code }) => `${account} ${code}`}
        empty={t.refusals.none}
        minWidth={460}
        pageRows={5}
        columns={[
          {
            header: t.hosts.host,
            cell: ({ account }) => <span className="foreign">{hostName(hosts, account)}</span>,
          },
          { header: t.refusals.reason, cell: (refusal) => <Reason refusal={refusal} /> },
          { header: t.refusals.units, cell: ({ unitIndexes }) => nameUnits(unitIndexes) },
          {
            header: t.refusals.newest,
            whole: true,
            cell: ({ newestMs }) => f.ago(atMs - newestMs),
          },
        ]}
      />
    </Section>
  )
}

/** In the visitor's language where the code is known; the coordinator's own words below. */
function Reason({ refusal: { code, explanation } }: { readonly refusal: RefusalGroup }) {
  const { t } = useLanguage()
  const codes: Readonly<Record<string, string>> = t.refusals.codes
  const meaning = Object.hasOwn(codes, code) ? codes[code] : undefined
  const words = shortenHexes(explanation)
  return (
    <Stack gap={2} miw={200}>
      {meaning && <Text size="sm">{meaning}</Text>}
      <Text size="xs" c="dimmed" lang="en" className="foreign">
        {code}: {words}
      </Text>
    </Stack>
  )
}
