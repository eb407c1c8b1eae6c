/** Contribute from this tab: what it takes, who earns, what it has done. */
import { Grid, Stack } from '@mantine/core'
import { useState } from 'react'
import { ControlSection } from './control-section.tsx'
import { DoneSection } from './done-section.tsx'
import { FactsSection } from './facts-section.tsx'
import type { Payee } from './payee.ts'
import { PayeeSection } from './payee-section.tsx'
import { useContributeWords } from './words.ts'
import { PageHead } from '../frame/page-head.tsx'

export default function ContributePage() {
  const words = useContributeWords()
  const [payee, setPayee] = useState<Payee>('tab')
  return (
    <Stack gap="lg">
      <PageHead title={words.title} lead={words.lead} />
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
