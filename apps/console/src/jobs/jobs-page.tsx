/** All jobs: find one, see how each stands. */
import {
  Anchor,
  Button,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useLive } from '../feed/live.tsx'
import { useLanguage } from '../language/language.tsx'
import { JobBar } from '../overview/job-section.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import { useCaller } from '../session/session.ts'
import { useTRPC } from '../trpc.ts'
import { filterJobs, jobStates, mergeJobs } from './filter-jobs.ts'
import type { JobFilter } from './filter-jobs.ts'
import { useJobsWords } from './words.ts'

/** As many as the coordinator lists. */
const LISTED = 100

export default function JobsPage() {
  const words = useJobsWords()
  const { f } = useLanguage()
  const { data: listed = [] } = useQuery(useTRPC().job.list.queryOptions())
  const { status } = useLive().feed
  const [filter, setFilter] = useState<JobFilter>({ text: '', state: 'all' })
  const caller = useCaller()
  const jobs = mergeJobs(listed, status?.jobs ?? [])
  const states = ['all', ...jobStates] as const
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed" mt={4} maw={720}>
          {words.lead}
        </Text>
        {caller?.submitter === true && (
          <Button component={Link} href="/submit" mt="sm">
            {words.submit}
          </Button>
        )}
      </div>
      <Group align="end">
        <TextInput
          label={words.filter}
          description={words.filterHint}
          type="search"
          maxLength={100}
          value={filter.text}
          onChange={({ currentTarget }) => setFilter({ ...filter, text: currentTarget.value })}
          miw={260}
        />
        <SegmentedControl
          aria-label={words.state}
          value={filter.state}
          onChange={(state) => setFilter({ ...filter, state })}
          data={states.map((value) => ({ value, label: words.states[value] }))}
        />
      </Group>
      <PagedTable
        name={words.title}
        rows={filterJobs(jobs, filter)}
        rowKey={({ jobId }) => jobId}
        empty={words.none}
        minWidth={680}
        pageRows={20}
        columns={[
          {
            header: words.job,
            cell: ({ jobId, name }) => (
              <Anchor component={Link} href={`/jobs/${jobId}`} inherit className="foreign">
                {name}
              </Anchor>
            ),
          },
          { header: words.progress, cell: (job) => <JobBar job={job} size={10} /> },
          { header: words.units, figure: true, cell: ({ units }) => f.integer(units) },
          { header: words.believed, figure: true, cell: ({ believed }) => f.integer(believed) },
          { header: words.committed, figure: true, cell: ({ committed }) => f.integer(committed) },
          { header: words.failed, figure: true, cell: ({ failed }) => f.integer(failed) },
          {
            header: words.submitted,
            whole: true,
            cell: ({ createdAtMs }) => f.moment(createdAtMs),
          },
        ]}
      />
      {listed.length >= LISTED && (
        <Text size="sm" c="dimmed">
          {words.newest(f.integer(LISTED))}
        </Text>
      )}
    </Stack>
  )
}
