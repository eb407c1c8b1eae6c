import { Text } from '@mantine/core'
import type { GridStatus } from '@pumasi/protocol'
import { Section } from '../frame/section.tsx'
import { hostName } from '../feed/host-name.ts'
import { useLanguage } from '../language/language.tsx'
import { PagedTable } from '../table/paged-table.tsx'

export function HandoversSection({ status }: { readonly status: GridStatus }) {
  const { t, f } = useLanguage()
  const { handovers, hosts, atMs } = status
  return (
    <Section heading={t.handovers.heading} about={t.handovers.about}>
      <PagedTable
        name={t.handovers.heading}
        rows={handovers}
        rowKey={({ jobId, unitIndex, from, expiredAtMs }) =>
          `${jobId}/${unitIndex}/${from}/${expiredAtMs}`
        }
        empty={t.handovers.none}
        minWidth={380}
        pageRows={5}
        columns={[
          { header: t.handovers.unit, cell: ({ unitIndex }) => f.integer(unitIndex) },
          {
            header: t.handovers.from,
            cell: ({ from }) => <span className="foreign">{hostName(hosts, from)}</span>,
          },
          {
            header: t.handovers.to,
            cell: ({ to }) =>
              to === null ? (
                <Text inherit c="dimmed">
                  {t.handovers.nobody}
                </Text>
              ) : (
                <span className="foreign">{hostName(hosts, to)}</span>
              ),
          },
          {
            header: t.handovers.when,
            whole: true,
            cell: ({ expiredAtMs }) => f.ago(atMs - expiredAtMs),
          },
        ]}
      />
    </Section>
  )
}
