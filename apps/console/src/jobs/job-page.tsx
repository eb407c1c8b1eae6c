/** One job: how it stands, what its units run, what became of them, what it found. */
import { Anchor, Grid, Stack, Text } from '@mantine/core'
import { isHex } from '@pumasi/domain'
import type { JobId } from '@pumasi/domain'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useLive } from '../feed/live.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { JobSection } from '../overview/job-section.tsx'
import { useCaller } from '../session/session.ts'
import { useTRPC } from '../trpc.ts'
import { CostSection } from './cost-section.tsx'
import { FoundSection } from './found-section.tsx'
import { maySteer } from './may-steer.ts'
import { SpecSection } from './spec-section.tsx'
import { SteeringSection } from './steering-section.tsx'
import { UnitsSection } from './units-section.tsx'
import { useJobsWords } from './words.ts'

export default function JobPage({ params }: { readonly params: { readonly jobId: string } }) {
  const words = useJobsWords().one
  const { jobId } = params
  return (
    <Stack gap="lg">
      <Anchor component={Link} href="/jobs" size="sm">
        {words.back}
      </Anchor>
      {isHex(jobId, 32) ? <KnownJob jobId={jobId as string as JobId} /> : <UnknownJob />}
    </Stack>
  )
}

function KnownJob({ jobId }: { readonly jobId: JobId }) {
  const { data, isError } = useQuery({
    ...useTRPC().job.fetch.queryOptions({ jobId }),
    retry: false,
  })
  const { status, series } = useLive().feed
  const caller = useCaller()
  if (isError) return <UnknownJob />
  if (data === undefined) return null
  const live = status?.jobs.find((job) => job.jobId === jobId)
  const job = { ...data, ...live }
  return (
    <>
      <PageTitle className="foreign">{job.name}</PageTitle>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <JobSection job={job} points={series[jobId] ?? []} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <SpecSection spec={data.spec} />
        </Grid.Col>
      </Grid>
      {maySteer(caller, job) && <SteeringSection job={job} />}
      <CostSection job={job} />
      <FoundSection job={job} />
      <UnitsSection job={job} />
    </>
  )
}

function UnknownJob() {
  const words = useJobsWords().one
  return (
    <>
      <PageTitle>{words.unknown}</PageTitle>
      <Text>{words.unknownText}</Text>
    </>
  )
}
