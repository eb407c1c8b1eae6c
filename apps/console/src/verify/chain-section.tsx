/** Which chain is trusted, the verdict, and the steps that led to it. */
import { Button, Group, Stack } from '@mantine/core'
import { toErrorShape } from '@pumasi/domain'
import type { ProofFile } from '@pumasi/proof'
import { useEffect, useRef, useState } from 'react'
import { askChain } from '../chain/ask-chain.ts'
import { ChainFields, useChosenChain } from '../chain/chain-fields.tsx'
import { Section } from '../frame/section.tsx'
import { StepsSection } from './steps-section.tsx'
import type { Examined } from './steps-section.tsx'
import { useVerifyWords } from './words.ts'

export function ChainSection({ file }: { readonly file: ProofFile }) {
  const words = useVerifyWords().chain
  const chosen = useChosenChain()
  const [examined, setExamined] = useState<Examined>({ kind: 'none' })
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])
  const verify = (): void => {
    const stop = new AbortController()
    stopping.current = stop
    setExamined({ kind: 'asking' })
    askChain('proof', chosen.place, { file }, { signal: stop.signal }).then(
      (steps) => setExamined({ kind: 'examined', steps }),
      (error: unknown) =>
        setExamined(
          stop.signal.aborted ? { kind: 'none' } : { kind: 'failed', failure: toErrorShape(error) },
        ),
    )
  }
  return (
    <>
      <Section heading={words.heading} about={words.about}>
        <Stack>
          <ChainFields chosen={chosen} />
          <Group>
            <Button onClick={verify} disabled={!chosen.usable} loading={examined.kind === 'asking'}>
              {words.verify}
            </Button>
            {examined.kind === 'asking' && (
              <Button variant="default" onClick={() => stopping.current?.abort()}>
                {words.stop}
              </Button>
            )}
          </Group>
        </Stack>
      </Section>
      <StepsSection examined={examined} />
    </>
  )
}
