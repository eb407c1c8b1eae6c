import { Box, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { useDescription } from './description.ts'

/** Where an auditor begins. */
export function LedgerSection() {
  const { t } = useLanguage()
  const description = useDescription()
  return (
    <Section heading={t.ledger.heading} about={t.ledger.about}>
      {description === null ? (
        <Text c="dimmed" size="sm">
          {t.ledger.unknown}
        </Text>
      ) : (
        <SimpleGrid component="dl" cols={{ base: 1, sm: 2 }} m={0}>
          <Line term={t.ledger.address}>
            <HexLabel hex={description.ledger} what={t.ledger.address} whole />
          </Line>
          <Line term={t.ledger.rpc}>
            <HexLabel hex={description.rpcUrl} what={t.ledger.rpc} whole />
          </Line>
          <Line term={t.ledger.chain}>{String(description.chainId)}</Line>
          <Line term={t.ledger.quorum}>{description.rules.quorumMin}</Line>
        </SimpleGrid>
      )}
    </Section>
  )
}

const Line = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <Box>
    <Text component="dt" size="sm" c="dimmed">
      {term}
    </Text>
    <Text component="dd" m={0} fw={600}>
      {children}
    </Text>
  </Box>
)
