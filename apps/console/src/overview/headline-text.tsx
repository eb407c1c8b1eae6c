import { Group, Text, Title } from '@mantine/core'
import type { GridStatus, JobView } from '@pumasi/protocol'
import { deriveHeadline } from '../feed/headline.ts'
import type { Headline } from '../feed/headline.ts'
import { derivePace } from '../feed/pace.ts'
import type { Point } from '../feed/series.ts'
import { isolate } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import type { Messages } from '../language/messages.en.ts'

/** The page's first sentence. */
export function sentenceOf(headline: Headline, { headline: t }: Messages): string {
  if (headline.kind === 'empty') return t.empty
  const name = isolate(headline.job.name)
  return headline.kind === 'computing' ? t.computing(name, headline.hosts) : t[headline.kind](name)
}

interface HeadlineProps {
  readonly status: GridStatus | null
  readonly points: readonly Point[]
}

export function HeadlineText({ status, points }: HeadlineProps) {
  const { t } = useLanguage()
  const headline = status && deriveHeadline(status)
  return (
    <header>
      <Title order={1} className="foreign" fz={{ base: 26, sm: 34 }}>
        {headline ? sentenceOf(headline, t) : t.headline.connecting}
      </Title>
      {headline?.kind === 'empty' && <Text c="dimmed">{t.progress.emptyHint}</Text>}
      {headline && headline.kind !== 'empty' && <Details job={headline.job} points={points} />}
    </header>
  )
}

function Details({ job, points }: { readonly job: JobView; readonly points: readonly Point[] }) {
  const { t, f } = useLanguage()
  const remainingMs = derivePace(job, points)?.remainingMs ?? null
  const parts = [
    t.progress.believed(job.believed, job.units),
    t.progress.committed(job.committed),
    ...(job.failed > 0 ? [t.progress.failed(job.failed)] : []),
    ...(remainingMs === null ? [] : [t.progress.left(f.span(remainingMs))]),
  ]
  return (
    <Group gap={6} mt={6}>
      <Text size="lg" c="dimmed">
        {parts.join(' · ')}
      </Text>
    </Group>
  )
}
