import { FileInput, Stack, TextInput } from '@mantine/core'
import { Section } from '../frame/section.tsx'
import type { DraftProps } from './draft.ts'
import { useSubmitWords } from './words.ts'

export function ProgramSection({ draft, change }: DraftProps) {
  const words = useSubmitWords().program
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <TextInput
          label={words.name}
          description={words.nameHint}
          maxLength={100}
          required
          value={draft.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <FileInput
          label={words.file}
          description={words.fileHint}
          placeholder={words.choose}
          accept=".wasm,application/wasm"
          required
          value={draft.program}
          onChange={(program) => change({ program })}
        />
      </Stack>
    </Section>
  )
}
