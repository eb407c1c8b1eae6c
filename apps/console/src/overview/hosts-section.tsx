import { Badge, Group, Stack, Text } from '@mantine/core'
import type { GridStatus, HostView } from '@pumasi/protocol'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import type { Column } from '../table/paged-table.tsx'

export function HostsSection({ status: { hosts, atMs } }: { readonly status: GridStatus }) {
  const { t, f } = useLanguage()
  const figure = (header: string, value: (host: HostView) => number): Column<HostView> => ({
    header,
    figure: true,
    cell: (host) => f.integer(value(host)),
  })
  return (
    <Section heading={t.hosts.heading} about={t.hosts.about}>
      <PagedTable
        name={t.hosts.heading}
        rows={hosts}
        rowKey={({ session }) => session}
        empty={t.hosts.none}
        minWidth={820}
        columns={[
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
          {
            header: t.hosts.credit,
            figure: true,
            cell: ({ creditMicro }) => f.credit(creditMicro),
          },
          { header: t.hosts.seen, whole: true, cell: ({ lastSeenMs }) => f.ago(atMs - lastSeenMs) },
        ]}
      />
    </Section>
  )
}

function HostName({ host: { name, platform, suspended } }: { readonly host: HostView }) {
  const { t } = useLanguage()
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
      </Text>
    </Stack>
  )
}
