import { Badge, Group, Stack, Text } from '@mantine/core'
import type { GridStatus, HostView } from '@pumasi/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { PagedTable, ServedTable } from '../table/paged-table.tsx'
import type { Column } from '../table/paged-table.tsx'
import { useTRPC } from '../trpc.ts'

const PAGE = 10

/** All hosts, a page at a time: those seen last as they are now, others as they were asked for. */
export function HostsSection({ status: { hosts, totals, atMs } }: { readonly status: GridStatus }) {
  const { t } = useLanguage()
  const [page, choose] = useState(1)
  const from = (page - 1) * PAGE
  const isLive = from + PAGE <= hosts.length || hosts.length >= totals.hosts
  const { search } = useTRPC().hosts
  const { data } = useQuery({
    ...search.queryOptions({ text: '', from, limit: PAGE }),
    enabled: !isLive,
    placeholderData: keepPreviousData,
  })
  return (
    <Section heading={t.hosts.heading} about={t.hosts.about}>
      <ServedTable
        {...useHostsTable(atMs)}
        rows={isLive ? hosts.slice(from, from + PAGE) : (data?.rows ?? [])}
        total={Math.max(totals.hosts, hosts.length)}
        {...{ page, choose, pageRows: PAGE }}
      />
    </Section>
  )
}

/** The hosts of one account. */
export function OwnHostsSection({ hosts, atMs }: Pick<GridStatus, 'hosts' | 'atMs'>) {
  const { t } = useLanguage()
  return (
    <Section heading={t.hosts.heading} about={t.hosts.about}>
      <PagedTable {...useHostsTable(atMs)} rows={hosts} />
    </Section>
  )
}

/** @param atMs of the newest status: times of last contact count from it */
function useHostsTable(atMs: number) {
  const { t, f } = useLanguage()
  const figure = (header: string, value: (host: HostView) => number): Column<HostView> => ({
    header,
    figure: true,
    cell: (host) => f.integer(value(host)),
  })
  const columns: readonly Column<HostView>[] = [
    { header: t.hosts.host, cell: (host) => <HostName host={host} /> },
    {
      header: t.hosts.account,
      cell: ({ account, name }) => <HexLabel hex={account} what={t.hosts.accountOf(name)} />,
    },
    figure(t.hosts.leases, ({ activeLeases }) => activeLeases),
    figure(t.hosts.received, ({ received }) => received),
    figure(t.hosts.credited, ({ credited }) => credited),
    {
      header: t.hosts.refused,
      figure: true,
      cell: ({ refused }) => (
        <Text inherit {...(refused > 0 && { fw: 700, c: 'var(--series-failed)' })}>
          {f.integer(refused)}
        </Text>
      ),
    },
    figure(t.hosts.expired, ({ expired }) => expired),
    { header: t.hosts.credit, figure: true, cell: ({ creditMicro }) => f.credit(creditMicro) },
    { header: t.hosts.seen, whole: true, cell: ({ lastSeenMs }) => f.ago(atMs - lastSeenMs) },
  ]
  return {
    ...{ name: t.hosts.heading, columns, empty: t.hosts.none, minWidth: 820 },
    rowKey: ({ session }: HostView) => session,
  }
}

function HostName({ host }: { readonly host: HostView }) {
  const { name, platform, suspended, trust } = host
  const { t } = useLanguage()
  // Who is new or works off a failed check reads why; what is known about the rest needs no line.
  const waits = suspended === null && trust !== null && trust.phase !== 'established'
  return (
    <Stack gap={2} maw={320} miw={160}>
      <Group gap="xs">
        <Text inherit className="foreign">
          {name}
        </Text>
        {suspended !== null && <Badge color="red">{t.hosts.suspended}</Badge>}
      </Group>
      <Text size="xs" c="dimmed" fw={400} className="foreign">
        {suspended === null ? platform : t.hosts.suspendedBy(suspended)}
        {waits && ` · ${trust.reason}`}
      </Text>
    </Stack>
  )
}
