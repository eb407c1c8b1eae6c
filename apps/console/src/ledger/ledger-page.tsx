/** The ledger: what was committed and when, who has a right on it, and where each batch stands. */
import { Stack, Text, Title } from '@mantine/core'
import { Suspense, lazy } from 'react'
import { useLive } from '../feed/live.tsx'
import { Section } from '../frame/section.tsx'
import { useCaller } from '../session/session.ts'
import { HistorySection } from './history-section.tsx'
import { LedgerSection } from './ledger-section.tsx'
import { OfficeSection } from './office-section.tsx'
import { StandingsSection } from './standings-section.tsx'
import { useLedgerWords } from './words.ts'

/** Only operators see it. */
const Retry = lazy(() => import('../overview/retry.tsx'))

export default function LedgerPage() {
  const words = useLedgerWords()
  const operator = useCaller()?.operator === true
  const { status } = useLive().feed
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed" mt={4} maw={720}>
          {words.lead}
        </Text>
      </div>
      {status && <HistorySection totals={status.totals} />}
      {status && <StandingsSection status={status} />}
      {operator && (
        <Section heading={words.retry} about={words.retryAbout}>
          <Suspense fallback={null}>
            <Retry />
          </Suspense>
        </Section>
      )}
      <OfficeSection />
      <LedgerSection />
    </Stack>
  )
}
