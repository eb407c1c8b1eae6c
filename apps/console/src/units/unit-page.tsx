/** One unit: where it is and why, and all that happened to it. */
import { Anchor, SimpleGrid, Stack, Text, Timeline } from '@mantine/core'
import { isHex } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import type { UnitHistoryView } from '@pumasi/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useLive } from '../feed/live.tsx'
import { useFresh } from '../feed/use-fresh.ts'
import { PageTitle } from '../frame/page-title.tsx'
import { Section } from '../frame/section.tsx'
import { isolate } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { useTRPC } from '../trpc.ts'
import { HistoryItem } from './history-item.tsx'
import { historyOf } from './history.ts'
import type { Counts, unitEn } from './words.en.ts'
import { useUnitWords } from './words.ts'

interface UnitPageProps {
  readonly params: { readonly jobId: string; readonly unitIndex: string }
}

export default function UnitPage({ params: { jobId, unitIndex } }: UnitPageProps) {
  const words = useUnitWords()
  const known = isHex(jobId, 32) && /^\d{1,9}$/.test(unitIndex)
  return (
    <Stack gap="lg">
      {known && (
        <Anchor component={Link} href={`/jobs/${jobId}`} size="sm">
          {words.back}
        </Anchor>
      )}
      {known ? (
        <KnownUnit jobId={jobId as string as JobId} unitIndex={Number(unitIndex)} />
      ) : (
        <PageTitle>{words.unknown}</PageTitle>
      )}
    </Stack>
  )
}

function KnownUnit({ jobId, unitIndex }: { readonly jobId: JobId; readonly unitIndex: number }) {
  const words = useUnitWords()
  const { f } = useLanguage()
  const { unit } = useTRPC().job
  const asked = { jobId, unitIndex }
  const { data, isError } = useQuery({ ...unit.queryOptions(asked), retry: false })
  useFresh(unit.queryKey(asked), useMoved(jobId))
  if (isError) return <PageTitle>{words.unknown}</PageTitle>
  if (data === undefined) return null
  return (
    <>
      <PageTitle>{words.title(f.integer(unitIndex))}</PageTitle>
      <Section heading={words.why}>
        <WhereIs history={data} />
      </Section>
      {data.batch !== null && data.batch.commit !== null && (
        <Anchor component={Link} href={`/verify?job=${jobId}&unit=${unitIndex}`}>
          {words.verify}
        </Anchor>
      )}
      <Section heading={words.timeline}>
        <Life history={data} />
      </Section>
    </>
  )
}

/** Changes when something of the job has moved. */
function useMoved(jobId: JobId): string | undefined {
  const job = useLive().feed.status?.jobs.find((one) => one.jobId === jobId)
  return job && [job.activeLeases, job.believed, job.failed, job.committed, job.state].join()
}

const isKnown = (words: typeof unitEn.whereabouts, code: string): code is keyof typeof words =>
  Object.hasOwn(words, code)

function WhereIs({ history }: { readonly history: UnitHistoryView }) {
  const words = useUnitWords()
  const { f } = useLanguage()
  const { whereabouts, unit, quorum } = history
  const { code, ...counts } = whereabouts
  const failures: Readonly<Record<string, string>> = words.failures
  const failure = unit.failure !== null ? failures[unit.failure] : undefined
  return (
    <>
      <Text role="status">
        {isKnown(words.whereabouts, code)
          ? words.whereabouts[code](counts as unknown as Counts)
          : code}{' '}
        {failure}
      </Text>
      <SimpleGrid cols={{ base: 2, xs: 3 }} component="dl" mt="sm" mb={0}>
        <Figure term={words.facts.quorum}>
          {quorum === null ? words.facts.trust : f.integer(quorum)}
        </Figure>
        {unit.fuel !== null && <Figure term={words.facts.fuel}>{f.integer(unit.fuel)}</Figure>}
      </SimpleGrid>
    </>
  )
}

function Life({ history }: { readonly history: UnitHistoryView }) {
  const words = useUnitWords()
  const hosts = useLive().feed.status?.hosts ?? []
  const events = historyOf(history)
  /** A session by the name of its host, where that is known. */
  const nameOf = (account: string): string =>
    isolate(hosts.find((host) => host.account === account)?.name ?? account.slice(0, 10))
  if (events.length === 0) return <Text size="sm">{words.none}</Text>
  return (
    <Timeline active={events.length - 1} bulletSize={16} lineWidth={2}>
      {events.map((event, index) => (
        <HistoryItem key={`${index} ${event.kind}`} event={event} nameOf={nameOf} />
      ))}
    </Timeline>
  )
}
