import { Group, Progress, SimpleGrid, Text } from '@mantine/core'
import type { JobView } from '@pumasi/protocol'
import { Section } from '../frame/section.tsx'
import { derivePace } from '../feed/pace.ts'
import type { Point } from '../feed/series.ts'
import { isolate } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { Figure } from './figure.tsx'

interface JobSectionProps {
  readonly job: JobView
  readonly points: readonly Point[]
}

export function JobSection({ job, points }: JobSectionProps) {
  const { t, f } = useLanguage()
  const pace = derivePace(job, points)
  const all = t.job.of(f.integer(job.units))
  return (
    <Section heading={t.job.heading} about={t.job.about}>
      <Text fz={40} fw={700} lh={1.1}>
        {f.percent(job.units > 0 ? job.believed / job.units : 0)}
      </Text>
      <JobBar job={job} size={18} />
      <SimpleGrid cols={{ base: 2, xs: 3 }} mt="lg" component="dl">
        <Figure term={t.job.believed} color="var(--series-believed)" note={all}>
          {f.integer(job.believed)}
        </Figure>
        <Figure term={t.job.committed} color="var(--series-committed)" note={all}>
          {f.integer(job.committed)}
        </Figure>
        <Figure term={t.job.failed} color="var(--series-failed)" note={all}>
          {f.integer(job.failed)}
        </Figure>
        <Figure term={t.job.leases} note={t.job.leasesHint}>
          {f.integer(job.activeLeases)}
        </Figure>
        <Figure term={t.job.rate}>{pace ? f.compact(pace.unitsPerMinute) : '–'}</Figure>
      </SimpleGrid>
      <Group gap="xs" mt="lg">
        <Text size="sm" c="dimmed" className="foreign">
          {isolate(job.name)} · {t.job.created(f.moment(job.createdAtMs))}
        </Text>
        <HexLabel hex={job.jobId} what={t.job.id} />
      </Group>
    </Section>
  )
}

/** On the chain, believed but not yet there, failed: parts of one bar. */
export function JobBar({ job, size }: { readonly job: JobView; readonly size: number }) {
  const { t, f } = useLanguage()
  const share = (count: number): number => (job.units > 0 ? (100 * count) / job.units : 0)
  return (
    <Progress.Root
      size={size}
      radius="xl"
      my="sm"
      role="progressbar"
      aria-label={t.job.bar(job.name)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share(job.believed))}
      aria-valuetext={f.percent(share(job.believed) / 100)}
    >
      <Progress.Section
        withAria={false}
        value={share(job.committed)}
        color="var(--series-committed)"
      />
      <Progress.Section
        withAria={false}
        value={share(job.believed - job.committed)}
        color="var(--series-believed)"
      />
      <Progress.Section withAria={false} value={share(job.failed)} color="var(--series-failed)" />
    </Progress.Root>
  )
}
