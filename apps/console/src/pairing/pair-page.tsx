/** Pairing: the code a machine shows, what stands behind it, and the wallet's word for it. */
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { codeSchema } from '@pumasi/protocol'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { PageHead } from '../frame/page-head.tsx'
import { Section } from '../frame/section.tsx'
import { Snippet } from '../frame/snippet.tsx'
import { useTRPCClient } from '../trpc.ts'
import { MachineSection } from './machine-section.tsx'
import { usePairingWords } from './words.ts'

export default function PairPage() {
  const words = usePairingWords()
  const client = useTRPCClient()
  const [text, setText] = useState('')
  const code = codeSchema.safeParse(text)
  const looking = useMutation({
    mutationFn: (wanted: string) => client.pairing.look.mutate({ code: wanted }),
  })
  return (
    <Stack gap="lg" maw={760}>
      <PageHead title={words.title} lead={words.lead} />
      <Section heading={words.begin} about={words.beginAbout}>
        <Snippet
          name={words.command}
          text={`npm run prepared\nnpx pumasi worker --pair --coordinator ${location.origin}`}
        />
      </Section>
      <Section heading={words.type} about={words.typeAbout}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (code.success) looking.mutate(code.data)
          }}
        >
          <Group align="end">
            <TextInput
              label={words.code}
              description={words.codeHint}
              maxLength={32}
              value={text}
              autoComplete="off"
              spellCheck={false}
              onChange={({ currentTarget }) => {
                setText(currentTarget.value)
                looking.reset()
              }}
            />
            <Button type="submit" disabled={!code.success} loading={looking.isPending}>
              {words.look}
            </Button>
          </Group>
        </form>
        {looking.isError && (
          <Stack mt="md">
            <FailureAlert title={words.notFound} failure={looking.error} />
          </Stack>
        )}
      </Section>
      {looking.data !== undefined && code.success && (
        <MachineSection key={code.data} code={code.data} machine={looking.data} />
      )}
    </Stack>
  )
}
