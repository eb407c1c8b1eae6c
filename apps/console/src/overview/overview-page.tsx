/** The overview: what the grid is doing, who does it, what was refused, what is on the chain. */
import { SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { Suspense, lazy } from 'react'
import type { ComponentType } from 'react'
import { deriveAttention } from '../feed/attention.ts'
import { focusOf } from '../feed/headline.ts'
import { useLive } from '../feed/live.tsx'
import { useTabName } from '../frame/page-title.tsx'
import { LedgerSection } from '../ledger/ledger-section.tsx'
import type { AttentionProps } from './attention-section.tsx'
import { BatchesSection } from './batches-section.tsx'
import { ChartMissing } from './chart-missing.tsx'
import type { ChartSectionProps } from './chart-section.tsx'
import { FiguresSection } from './figures-section.tsx'
import { HandoversSection } from './handovers-section.tsx'
import { HeadlineText } from './headline-text.tsx'
import { HostsSection } from './hosts-section.tsx'
import { JobSection } from './job-section.tsx'
import { OtherJobsSection } from './other-jobs-section.tsx'
import { RefusalsSection } from './refusals-section.tsx'

/** The chart library is the largest part of the page: the words do not wait for it, or need it. */
const ChartSection = lazy<ComponentType<ChartSectionProps>>(() =>
  import('./chart-section.tsx').catch(() => ({ default: ChartMissing })),
)

/** Loaded when something needs it. */
const AttentionSection = lazy<ComponentType<AttentionProps>>(
  () => import('./attention-section.tsx'),
)

export function OverviewPage() {
  useTabName(null)
  const { status, series } = useLive().feed
  const job = status && focusOf(status.jobs)
  const points = (job && series[job.jobId]) ?? []
  const attention = status === null ? [] : deriveAttention(status)
  return (
    <Stack gap="lg">
      <HeadlineText status={status} points={points} />
      {job && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <JobSection job={job} points={points} />
          <Suspense fallback={<Skeleton h="100%" mih={320} radius="lg" />}>
            <ChartSection job={job} points={points} />
          </Suspense>
        </SimpleGrid>
      )}
      {status && (
        <>
          {attention.length > 0 && (
            <Suspense fallback={null}>
              <AttentionSection found={attention} />
            </Suspense>
          )}
          <FiguresSection status={status} />
          <HostsSection status={status} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <RefusalsSection status={status} />
            <HandoversSection status={status} />
          </SimpleGrid>
          <BatchesSection batches={status.batches} total={status.totals.batches} />
          <OtherJobsSection jobs={status.jobs.filter((other) => other !== job)} />
        </>
      )}
      <LedgerSection />
    </Stack>
  )
}
