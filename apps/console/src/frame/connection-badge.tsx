/** Whether the page is live. Changes are announced; the time of the last news is not. */
import { Badge, Group, Text } from '@mantine/core'
import type { Connection } from '../feed/connection.ts'
import { useLive } from '../feed/live.tsx'
import { useLanguage } from '../language/language.tsx'

const colors: Record<Connection, string> = { connecting: 'gray', live: 'teal', lost: 'red' }

export function ConnectionBadge() {
  const { t, f } = useLanguage()
  const { connection, feed } = useLive()
  return (
    <Group gap="xs" wrap="nowrap">
      <Badge role="status" color={colors[connection]} size="lg" data-connection={connection}>
        {t.connection[connection]}
      </Badge>
      {feed.status && (
        <Text size="sm" c="dimmed" visibleFrom="md">
          {t.connection.asOf(f.time(feed.status.atMs))}
        </Text>
      )}
    </Group>
  )
}
