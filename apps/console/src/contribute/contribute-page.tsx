/** Contribute from this tab: what it takes, who earns, what it has done. */
import { Grid, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { ControlSection } from './control-section.tsx'
import { DoneSection } from './done-section.tsx'
import { FactsSection } from './facts-section.tsx'
import type { Payee } from './payee.ts'
import { PayeeSection } from './payee-section.tsx'
import { useContributeWords } from './words.ts'

export default function ContributePage() {
  const words = useContributeWords()
  const [payee, setPayee] = useState<Payee>('tab')
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed" mt={4} maw={720}>
          {words.lead}
        </Text>
      </div>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <ControlSection payee={payee} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <PayeeSection payee={payee} choose={setPayee} />
        </Grid.Col>
      </Grid>
      <DoneSection />
      <FactsSection />
    </Stack>
  )
}
