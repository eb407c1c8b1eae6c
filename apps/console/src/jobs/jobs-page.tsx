/** All jobs: find one, see how each stands. */
import { Anchor, Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useLive } from '../feed/live.tsx'
import { useFresh } from '../feed/use-fresh.ts'
import { PageHead } from '../frame/page-head.tsx'
import { useLanguage } from '../language/language.tsx'
import { JobBar } from '../overview/job-section.tsx'
import { ServedTable } from '../table/paged-table.tsx'
import { useCaller } from '../session/session.ts'
import { useTRPC } from '../trpc.ts'
import { useJobsWords } from './words.ts'
import { fits, withLive } from './with-live.ts'

const PAGE = 20
const states = ['all', 'running', 'done', 'cancelled'] as const

export default function JobsPage() {
  const words = useJobsWords()
  const { f } = useLanguage()
  const { search } = useTRPC().job
  const { status } = useLive().feed
  const [filter, setFilter] = useState<JobFilter>({ text: '', state: 'all', page: 1 })
  const [text] = useDebouncedValue(filter.text.trim(), 300)
  const wish = { text, state: filter.state, from: (filter.page - 1) * PAGE, limit: PAGE }
  const { data } = useQuery({ ...search.queryOptions(wish), placeholderData: keepPreviousData })
  useFresh(search.queryKey(wish), status?.totals.jobs)
  // What is typed counts at once; the coordinator's answer to it comes later.
  const rows = withLive(data?.rows ?? [], status?.jobs ?? []).filter((job) =>
    fits(job, filter.text),
  )
  const caller = useCaller()
  return (
    <Stack gap="lg">
      <div>
        <PageHead title={words.title} lead={words.lead} />
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
          onChange={({ currentTarget }) =>
            setFilter({ ...filter, text: currentTarget.value, page: 1 })
          }
          miw={260}
        />
        <SegmentedControl
          aria-label={words.state}
          value={filter.state}
          onChange={(state) => setFilter({ ...filter, state, page: 1 })}
          data={states.map((value) => ({ value, label: words.states[value] }))}
        />
      </Group>
      <ServedTable
        name={words.title}
        rows={rows}
        total={data?.total ?? 0}
        page={filter.page}
        choose={(page) => setFilter({ ...filter, page })}
        rowKey={({ jobId }) => jobId}
        empty={text === '' && filter.state === 'all' ? words.noneYet : words.none}
        minWidth={680}
        pageRows={PAGE}
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
    </Stack>
  )
}

interface JobFilter {
  readonly text: string
  readonly state: (typeof states)[number]
  readonly page: number
}
