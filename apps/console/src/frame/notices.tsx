/** What needs attention before anything else: a lost line, troubles, a page that is out of date. */
import { Alert, List, Stack } from '@mantine/core'
import { PROTOCOL_VERSION } from '@pumasi/protocol'
import type { ReactNode } from 'react'
import { useLive } from '../feed/live.tsx'
import { useLanguage } from '../language/language.tsx'
import { useDescription } from '../ledger/description.ts'

export function Notices() {
  const { t, f } = useLanguage()
  const { connection, feed } = useLive()
  const description = useDescription()
  const troubles = feed.status?.troubles ?? []
  const outdated = description !== null && description.protocolVersionLeast > PROTOCOL_VERSION
  const lost = connection === 'lost'
  if (!lost && !outdated && troubles.length === 0) return null
  return (
    <Stack mb="lg">
      {lost && (
        <Notice color="red" title={t.connection.lostTitle}>
          {feed.status ? t.connection.lostText(f.time(feed.status.atMs)) : t.connection.neverText}
        </Notice>
      )}
      {outdated && (
        <Notice color="yellow" title={t.outdated.title}>
          {t.outdated.text}
        </Notice>
      )}
      {troubles.length > 0 && (
        <Notice color="yellow" title={t.trouble}>
          <List size="sm" lang="en">
            {troubles.map((trouble) => (
              <List.Item key={trouble} className="foreign">
                {trouble}
              </List.Item>
            ))}
          </List>
        </Notice>
      )}
    </Stack>
  )
}

interface NoticeProps {
  readonly color: string
  readonly title: string
  readonly children: ReactNode
}

const Notice = (props: NoticeProps) => <Alert variant="light" radius="lg" {...props} />
