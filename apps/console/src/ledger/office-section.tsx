/** Who has a right on the ledger, as the chain says. */
import { List, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { useTRPC } from '../trpc.ts'
import { useLedgerWords } from './words.ts'

export function OfficeSection() {
  const { f } = useLanguage()
  const words = useLedgerWords()
  const { data, error } = useQuery({ ...useTRPC().ledger.office.queryOptions(), retry: false })
  return (
    <Section heading={words.office} about={words.officeAbout}>
      {error !== null && <FailureAlert title={words.failed} failure={error} />}
      {data !== undefined && (
        <>
          <SimpleGrid cols={{ base: 1, sm: 3 }} component="dl" mt={0}>
            <Figure term={words.committer}>
              <HexLabel hex={data.committer} what={words.committer} />
            </Figure>
            <Figure term={words.quorum} note={words.of(f.integer(data.attestors.length))}>
              {f.integer(data.commitQuorum)}
            </Figure>
            <Figure term={words.lastVoided}>
              {data.lastVoided === 0 ? words.none : f.integer(data.lastVoided)}
            </Figure>
          </SimpleGrid>
          {data.attestors.length === 0 ? (
            <Text size="sm">{words.unattested}</Text>
          ) : (
            <List size="sm">
              {data.attestors.map((attestor) => (
                <List.Item key={attestor}>
                  <HexLabel hex={attestor} what={words.attestor} />
                </List.Item>
              ))}
            </List>
          )}
        </>
      )}
    </Section>
  )
}
