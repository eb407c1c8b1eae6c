import { SimpleGrid, Skeleton, Text } from '@mantine/core'
import type { JobView } from '@pumasi/protocol'
import { useQuery } from '@tanstack/react-query'
import { useFresh } from '../feed/use-fresh.ts'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { useTRPC } from '../trpc.ts'
import { deriveCost } from './cost.ts'
import { PAGE_UNITS } from './pages-of-units.ts'
import { useJobsWords } from './words.ts'

/** What a job costs; asked anew as more of the first units are believed. */
export function CostSection({ job }: { readonly job: JobView }) {
  const { f } = useLanguage()
  const words = useJobsWords().cost
  const { units } = useTRPC().job
  const first = { jobId: job.jobId, from: 0, limit: PAGE_UNITS }
  const seen = Math.min(job.believed, PAGE_UNITS)
  const { data, isLoading } = useQuery({ ...units.queryOptions(first), enabled: seen > 0 })
  useFresh(units.queryKey(first), seen)
  const cost = deriveCost(job, data ?? [])
  return (
    <Section heading={words.heading} about={words.about}>
      {cost === null ? (
        <Skeleton visible={isLoading}>
          <Text size="sm">{words.unknown}</Text>
        </Skeleton>
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 3 }} component="dl" m={0}>
          <Figure term={words.unit} note={words.sampled(f.integer(cost.sampled))}>
            {f.compact(cost.fuelPerUnit)}
          </Figure>
          <Figure term={words.soFar}>{f.compact(cost.fuelSoFar)}</Figure>
          <Figure term={words.total}>{f.compact(cost.fuelTotal)}</Figure>
        </SimpleGrid>
      )}
    </Section>
  )
}
