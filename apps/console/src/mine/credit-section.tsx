/** What the work earned: pending, believed, on the chain. */
import { SimpleGrid, Text } from '@mantine/core'
import type { WorkView } from '@pumasi/protocol'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { useMineWords } from './words.ts'

export function CreditSection({ work: { jobs, chain } }: { readonly work: WorkView }) {
  const { f } = useLanguage()
  const words = useMineWords().credit
  const pending = jobs.reduce((sum, job) => sum + job.pending, 0)
  const believed = jobs.reduce((sum, job) => sum + job.creditMicro, 0n)
  const committed = jobs.reduce((sum, job) => sum + job.committedMicro, 0n)
  return (
    <Section heading={words.heading} about={words.about}>
      <SimpleGrid cols={{ base: 2, xs: 4 }} component="dl" m={0}>
        <Figure term={words.pending} note={words.pendingNote}>
          {f.integer(pending)}
        </Figure>
        <Figure term={words.believed}>{f.credit(believed)}</Figure>
        <Figure term={words.committed}>{f.credit(committed)}</Figure>
        <Figure term={words.balance}>{chain === null ? '–' : f.credit(chain.balanceMicro)}</Figure>
      </SimpleGrid>
      <Text size="sm" mt="sm" c="dimmed">
        {chain === null
          ? words.noChain
          : chain.syncedTo === 0
            ? words.neverSynced
            : words.syncedTo(f.integer(chain.syncedTo))}
      </Text>
    </Section>
  )
}
