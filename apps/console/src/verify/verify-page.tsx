/** For auditors: one proof, a chain they trust, every step, and the unit run again in this tab. */
import { Stack, Text, Title } from '@mantine/core'
import type { ProofFile } from '@pumasi/proof'
import { useState } from 'react'
import { AgainSection } from './again-section.tsx'
import { ChainSection } from './chain-section.tsx'
import { ClaimSection } from './claim-section.tsx'
import { ProofSection } from './proof-section.tsx'
import { useVerifyWords } from './words.ts'

export default function VerifyPage() {
  const words = useVerifyWords()
  const [chosen, setChosen] = useState<{ readonly file: ProofFile; readonly key: number } | null>(
    null,
  )
  const choose = (file: ProofFile | null): void =>
    setChosen((before) => file && { file, key: (before?.key ?? 0) + 1 })
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed" mt={4} maw={720}>
          {words.lead}
        </Text>
      </div>
      <ProofSection choose={choose} />
      {chosen !== null && (
        // What was found about one file is never shown beside another.
        <Stack gap="lg" key={chosen.key}>
          <ClaimSection file={chosen.file} />
          <ChainSection file={chosen.file} />
          <AgainSection file={chosen.file} />
        </Stack>
      )}
    </Stack>
  )
}
