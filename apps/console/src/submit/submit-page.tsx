/** Submitting: the form of a job, one unit tried here, and then the whole given to the grid. */
import { Anchor, SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { PageHead } from '../frame/page-head.tsx'
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
  const [search] = useSearchParams()
  const program = search.get('program')
  return (
    <Gated to="submitter">
      {program === null ? <SubmitForm start={emptyDraft} /> : <Prepared program={program} />}
    </Gated>
  )
}

/** The form filled with the demo of one of this project's programs. */
function Prepared({ program }: { readonly program: string }) {
  const words = useSubmitWords()
  const { data, error } = useQuery({
    queryKey: ['draft', program],
    queryFn: async () => (await import('./program-draft.ts')).draftOfProgram(program),
    retry: false,
    staleTime: Infinity,
  })
  if (data !== undefined) return <SubmitForm key={program} start={data} />
  if (error === null) return <Skeleton h={320} radius="lg" />
  return <FailureAlert title={words.notPrepared} failure={error} />
}

function SubmitForm({ start }: { readonly start: Draft }) {
  const words = useSubmitWords()
  const back = useJobsWords().one.back
  const [draft, setDraft] = useState(start)
  const change = (changes: Partial<Draft>): void => setDraft((known) => ({ ...known, ...changes }))
  return (
    <Stack gap="lg">
      <Anchor component={Link} href="/jobs" size="sm">
        {back}
      </Anchor>
      <PageHead title={words.title} lead={words.lead} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <ProgramSection {...{ draft, change }} />
        <InputsSection {...{ draft, change }} />
        <LimitsSection {...{ draft, change }} />
        <TrialSection draft={draft} />
      </SimpleGrid>
    </Stack>
  )
}
