/** The ledger: what was committed and when, who has a right on it, and where each batch stands. */
import { Stack } from '@mantine/core'
import { Suspense, lazy } from 'react'
import { useLive } from '../feed/live.tsx'
import { PageHead } from '../frame/page-head.tsx'
import { Section } from '../frame/section.tsx'
import { useCaller } from '../session/session.ts'
import { ChallengesSection } from './challenges-section.tsx'
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
      <PageHead title={words.title} lead={words.lead} />
      {status && <HistorySection totals={status.totals} />}
      {status && <StandingsSection status={status} />}
      {operator && (
        <Section heading={words.retry} about={words.retryAbout}>
          <Suspense fallback={null}>
            <Retry />
          </Suspense>
        </Section>
      )}
      {status && <ChallengesSection status={status} />}
      <OfficeSection />
      <LedgerSection />
    </Stack>
  )
}
