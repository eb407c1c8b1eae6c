/** Submitting: the form of a job, one unit tried here, and then the whole given to the grid. */
import { Anchor, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useJobsWords } from '../jobs/words.ts'
import { Gated } from '../session/gated.tsx'
import { emptyDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import { InputsSection } from './inputs-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { ProgramSection } from './program-section.tsx'
import { TrialSection } from './trial-section.tsx'
import { useSubmitWords } from './words.ts'

export default function SubmitPage() {
  return (
    <Gated to="submitter">
      <SubmitForm />
    </Gated>
  )
}

function SubmitForm() {
  const words = useSubmitWords()
  const back = useJobsWords().one.back
  const [draft, setDraft] = useState(emptyDraft)
  const change = (changes: Partial<Draft>): void => setDraft((known) => ({ ...known, ...changes }))
  return (
    <Stack gap="lg">
      <Anchor component={Link} href="/jobs" size="sm">
        {back}
      </Anchor>
      <div>
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed" mt={4} maw={720}>
          {words.lead}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <ProgramSection {...{ draft, change }} />
        <InputsSection {...{ draft, change }} />
        <LimitsSection {...{ draft, change }} />
        <TrialSection draft={draft} />
      </SimpleGrid>
    </Stack>
  )
}
