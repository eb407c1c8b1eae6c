import { Badge, Group, Text, Timeline } from '@mantine/core'
import type { ReceiptView } from '@pumasi/protocol'
import type { ReactNode } from 'react'
import { shortenHexes } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import type { HistoryEvent } from './history.ts'
import { useUnitWords } from './words.ts'

interface HistoryItemProps {
  readonly event: HistoryEvent
  readonly nameOf: (account: string) => string
}

const standingColors = { pending: 'gray', credited: 'teal', refused: 'red' } as const

export function HistoryItem({ event, nameOf }: HistoryItemProps) {
  const { f } = useLanguage()
  const words = useUnitWords()
  const item = (title: string, children?: ReactNode) => (
    <Timeline.Item title={<span className="foreign">{title}</span>}>
      {event.atMs !== null && (
        <Text size="xs" c="dimmed">
          {f.instant(event.atMs)}
        </Text>
      )}
      {children}
    </Timeline.Item>
  )
  switch (event.kind) {
    case 'granted':
      return item(
        words.granted(nameOf(event.lease.account)),
        <Text size="sm">{words.until(f.time(event.lease.expiresAtMs))}</Text>,
      )
    case 'lost': {
      const { state, account, reason } = event.lease
      const ways: Readonly<Record<string, (host: string) => string>> = words.lost
      return item(
        ways[state]?.(nameOf(account)) ?? state,
        reason !== null && <Foreign text={reason} />,
      )
    }
    case 'reported':
      return item(
        words.reported(nameOf(event.receipt.account)),
        <Receipt receipt={event.receipt} />,
      )
    case 'decided':
      return item(words.decided(event.votes))
    case 'failed':
    case 'cancelled':
      return item(words[event.kind])
    case 'batched':
      return item(words.batched(f.integer(event.batch.id)))
    case 'committed': {
      const { commit } = event.batch
      return item(
        words.committed(f.integer(commit?.blockNumber ?? 0)),
        commit && <HexLabel hex={commit.txHash} what={words.transaction} />,
      )
    }
  }
}

/** A stranger's, or the coordinator's own, words. */
const Foreign = ({ text }: { readonly text: string }) => (
  <Text size="sm" lang="en" className="foreign">
    {shortenHexes(text)}
  </Text>
)

function Receipt({ receipt }: { readonly receipt: ReceiptView }) {
  const { f } = useLanguage()
  const words = useUnitWords()
  const { standing, claim, refusal, trust } = receipt
  return (
    <>
      <Group gap="xs">
        <Badge color={standingColors[standing]}>{words.standings[standing]}</Badge>
        {claim !== null && (
          <>
            <Text size="sm">
              {words.facts.fuel}: {f.integer(claim.fuel)}
            </Text>
            <HexLabel hex={claim.outputHash} what={words.output} />
          </>
        )}
      </Group>
      {claim === null && <Text size="sm">{words.hidden}</Text>}
      {refusal !== null && <Foreign text={`${refusal.code}: ${refusal.explanation}`} />}
      {trust !== null && <Foreign text={`${trust.state}: ${trust.reason}`} />}
    </>
  )
}
