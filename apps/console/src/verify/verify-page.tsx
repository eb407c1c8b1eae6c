/** For auditors: one proof or one batch, a chain they trust, and every step of the comparison. */
import { SegmentedControl, Stack } from '@mantine/core'
import type { ProofFile } from '@pumasi/proof'
import { useState } from 'react'
import { useSearch } from 'wouter'
import { AgainSection } from './again-section.tsx'
import { BatchPart } from './batch-part.tsx'
import { ChainSection } from './chain-section.tsx'
import { ClaimSection } from './claim-section.tsx'
import { ProofSection } from './proof-section.tsx'
import { useVerifyWords } from './words.ts'
import { PageHead } from '../frame/page-head.tsx'

const subjects = ['unit', 'batch'] as const
type Subject = (typeof subjects)[number]

export default function VerifyPage() {
  const words = useVerifyWords()
  const linked = new URLSearchParams(useSearch())
  const [subject, setSubject] = useState<Subject>(linked.has('batch') ? 'batch' : 'unit')
  return (
    <Stack gap="lg">
      <PageHead title={words.title} lead={words.lead} />
      <SegmentedControl
        aria-label={words.subject}
        value={subject}
        onChange={setSubject}
        data={subjects.map((value) => ({ value, label: words.subjects[value] }))}
      />
      {subject === 'unit' ? <UnitPart /> : <BatchPart />}
    </Stack>
  )
}

function UnitPart() {
  const [chosen, setChosen] = useState<{ readonly file: ProofFile; readonly key: number } | null>(
    null,
  )
  const choose = (file: ProofFile | null): void =>
    setChosen((before) => file && { file, key: (before?.key ?? 0) + 1 })
  return (
    <>
      <ProofSection choose={choose} />
      {chosen !== null && (
        // What was found about one file is never shown beside another.
        <Stack gap="lg" key={chosen.key}>
          <ClaimSection file={chosen.file} />
          <ChainSection file={chosen.file} />
          <AgainSection file={chosen.file} />
        </Stack>
      )}
    </>
  )
}
