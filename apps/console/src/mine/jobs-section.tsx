/** What machines did for each job, in a sentence and a bar. */
import { Anchor, Box, Progress, Stack, Text } from '@mantine/core'
import type { JobWorkView, WorkView } from '@pumasi/protocol'
import { Link } from 'wouter'
import { Section } from '../frame/section.tsx'
import { isolate } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { useMineWords } from './words.ts'

export function JobsSection({ work: { jobs, receiptsMax } }: { readonly work: WorkView }) {
  const { f } = useLanguage()
  const words = useMineWords().jobs
  const receipts = jobs.reduce((sum, job) => sum + job.pending + job.credited + job.refused, 0)
  return (
    <Section heading={words.heading} about={words.about}>
      {jobs.length === 0 && <Text size="sm">{words.none}</Text>}
      <Stack>
        {jobs.map((job) => (
          <Job key={job.jobId} job={job} />
        ))}
      </Stack>
      {receipts >= receiptsMax && (
        <Text size="sm" c="dimmed" mt="sm">
          {words.newest(f.integer(receiptsMax))}
        </Text>
      )}
    </Section>
  )
}

function Job({ job }: { readonly job: JobWorkView }) {
  const { f } = useLanguage()
  const words = useMineWords().jobs
  const { credited, pending, refused } = job
  const all = Math.max(1, credited + pending + refused)
  const sentence = words.sentence(credited + pending + refused, credited, f.credit(job.creditMicro))
  return (
    <Box>
      <Text className="foreign" fw={600}>
        {isolate(job.name)}
      </Text>
      <Text size="sm">
        {sentence} {pending > 0 && words.waiting(pending)} {refused > 0 && words.refused(refused)}
      </Text>
      <Progress.Root size={12} radius="xl" my={6} role="img" aria-label={sentence}>
        <Progress.Section
          withAria={false}
          value={(100 * credited) / all}
          color="var(--series-committed)"
        />
        <Progress.Section
          withAria={false}
          value={(100 * pending) / all}
          color="var(--series-believed)"
        />
        <Progress.Section
          withAria={false}
          value={(100 * refused) / all}
          color="var(--series-failed)"
        />
      </Progress.Root>
      <Anchor component={Link} href={`/jobs/${job.jobId}`} size="sm">
        {words.found}
      </Anchor>
    </Box>
  )
}
