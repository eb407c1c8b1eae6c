import { FileInput, Stack, Textarea } from '@mantine/core'
import { Section } from '../frame/section.tsx'
import type { DraftProps } from './draft.ts'
import { useSubmitWords } from './words.ts'

export function InputsSection({ draft, change }: DraftProps) {
  const words = useSubmitWords().inputs
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <Textarea
          label={words.args}
          description={words.argsHint}
          rows={3}
          spellCheck={false}
          value={draft.args}
          onChange={({ currentTarget }) => change({ args: currentTarget.value })}
        />
        <Textarea
          label={words.matrix}
          description={words.matrixHint}
          rows={3}
          spellCheck={false}
          value={draft.matrix}
          onChange={({ currentTarget }) => change({ matrix: currentTarget.value })}
        />
        <FileInput
          label={words.stdin}
          description={words.stdinHint}
          placeholder={words.chooseMany}
          multiple
          value={[...draft.inputs]}
          onChange={(inputs) => change({ inputs })}
        />
        <FileInput
          label={words.files}
          description={words.filesHint}
          placeholder={words.chooseMany}
          multiple
          value={[...draft.files]}
          onChange={(files) => change({ files })}
        />
      </Stack>
    </Section>
  )
}
