/** Which chain is trusted, the verdict, and the steps that led to it. */
import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { isHex, toErrorShape } from '@pumasi/domain'
import type { ProofFile } from '@pumasi/proof'
import { useEffect, useRef, useState } from 'react'
import { Section } from '../frame/section.tsx'
import { useDescription } from '../ledger/description.ts'
import { examineFile } from './examine.ts'
import { StepsSection } from './steps-section.tsx'
import type { Examined } from './steps-section.tsx'
import { useVerifyWords } from './words.ts'

export function ChainSection({ file }: { readonly file: ProofFile }) {
  const words = useVerifyWords().chain
  const description = useDescription()
  const [typed, setTyped] = useState<{ rpcUrl?: string; ledger?: string }>({})
  const rpcUrl = (typed.rpcUrl ?? description?.rpcUrl ?? '').trim()
  const ledger = (typed.ledger ?? description?.ledger ?? '').trim()
  const [examined, setExamined] = useState<Examined>({ kind: 'none' })
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])
  const verify = (): void => {
    const stop = new AbortController()
    stopping.current = stop
    setExamined({ kind: 'asking' })
    examineFile(file, { rpcUrl, ledger }, stop.signal).then(
      (steps) => setExamined({ kind: 'examined', steps }),
      (error: unknown) =>
        setExamined(
          stop.signal.aborted ? { kind: 'none' } : { kind: 'failed', failure: toErrorShape(error) },
        ),
    )
  }
  const isUrl = /^https?:\/\/\S+$/.test(rpcUrl)
  const isLedger = isHex(ledger.toLowerCase(), 20)
  return (
    <>
      <Section heading={words.heading} about={words.about}>
        <Stack>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <TextInput
              label={words.rpc}
              description={words.rpcHint}
              value={typed.rpcUrl ?? rpcUrl}
              maxLength={500}
              error={rpcUrl !== '' && !isUrl && words.rpcWrong}
              onChange={({ currentTarget }) => setTyped({ ...typed, rpcUrl: currentTarget.value })}
            />
            <TextInput
              label={words.ledger}
              description={words.ledgerHint}
              value={typed.ledger ?? ledger}
              maxLength={60}
              error={ledger !== '' && !isLedger && words.ledgerWrong}
              onChange={({ currentTarget }) => setTyped({ ...typed, ledger: currentTarget.value })}
            />
          </SimpleGrid>
          <Group>
            <Button
              onClick={verify}
              disabled={!isUrl || !isLedger}
              loading={examined.kind === 'asking'}
            >
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
