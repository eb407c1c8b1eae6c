/** What a proof file claims, before anything of it is checked. */
import { Box, Button, SimpleGrid, Text } from '@mantine/core'
import { encodeProofFile } from '@pumasi/proof'
import type { ProofFile } from '@pumasi/proof'
import type { ReactNode } from 'react'
import { Section } from '../frame/section.tsx'
import { shortHex } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { saveFile } from '../save-file.ts'
import { HexLabel } from '../table/hex-label.tsx'
import { useVerifyWords } from './words.ts'

export function ClaimSection({ file }: { readonly file: ProofFile }) {
  const { f } = useLanguage()
  const { claim: words, proof } = useVerifyWords()
  const { unit, batch, chain, receipts, inclusion } = file
  const creditMicro = inclusion.leaves.reduce((sum, leaf) => sum + leaf.creditMicro, 0n)
  const index = f.integer(unit.unitIndex)
  const save = (): void =>
    saveFile(
      new Blob([encodeProofFile(file)], { type: 'application/json' }),
      `proof-${unit.jobId.slice(2, 10)}-${unit.unitIndex}.json`,
    )
  return (
    <Section heading={words.heading}>
      <SimpleGrid component="dl" cols={{ base: 1, sm: 2, md: 3 }} m={0} mb="md">
        <Line term={words.unit}>{words.unitOf(index, shortHex(unit.jobId))}</Line>
        <Line term={words.output}>
          <HexLabel hex={unit.outputHash} what={words.output} />
        </Line>
        <Line term={words.fuel}>{f.integer(unit.fuel)}</Line>
        <Line term={words.accounts}>{f.integer(receipts.length)}</Line>
        <Line term={words.credit}>{f.credit(creditMicro)}</Line>
        <Line term={words.batch}>
          {words.batchAt(f.integer(batch.id), f.moment(batch.header.committedAt * 1_000))}
        </Line>
        <Line term={words.transaction}>
          <HexLabel hex={batch.txHash} what={words.transaction} />
        </Line>
        <Line term={words.program}>
          <HexLabel hex={unit.programHash} what={words.program} />
        </Line>
        <Line term={words.ledger}>
          <HexLabel hex={chain.ledger} what={words.ledger} />
        </Line>
      </SimpleGrid>
      <Button size="xs" variant="default" onClick={save}>
        {proof.save}
      </Button>
    </Section>
  )
}

const Line = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <Box>
    <Text component="dt" size="sm" c="dimmed">
      {term}
    </Text>
    <Text component="dd" m={0} size="sm" fw={600}>
      {children}
    </Text>
  </Box>
)
