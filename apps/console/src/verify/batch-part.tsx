/** A whole batch against a chain the visitor trusts and any copy of its data. */
import {
  Button,
  Group,
  NumberInput,
  Progress,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { toErrorShape } from '@pumasi/domain'
import type { GridErrorShape } from '@pumasi/domain'
import type { BatchExamination, ExamineProgress } from '@pumasi/engine'
import { useEffect, useRef, useState } from 'react'
import { useSearch } from 'wouter'
import { askChain } from '../chain/ask-chain.ts'
import { ChainFields, useChosenChain } from '../chain/chain-fields.tsx'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { BatchSteps } from './batch-steps.tsx'
import { NothingAlert } from './steps-section.tsx'
import { useVerifyWords } from './words.ts'

type Examined =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking'; readonly progress: ExamineProgress | null }
  | { readonly kind: 'examined'; readonly examination: BatchExamination }
  | { readonly kind: 'failed'; readonly failure: GridErrorShape }

export function BatchPart() {
  const { batch: words, chain } = useVerifyWords()
  const linked = new URLSearchParams(useSearch())
  const [batchId, setBatchId] = useState<number | string>(Number(linked.get('batch') ?? 1) || 1)
  const [mirror, setMirror] = useState(location.origin)
  const chosen = useChosenChain()
  const [examined, setExamined] = useState<Examined>({ kind: 'none' })
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])
  const isMirror = /^https?:\/\/\S+$/.test(mirror.trim())
  const isBatch = typeof batchId === 'number' && batchId >= 1
  const verify = (): void => {
    const stop = new AbortController()
    stopping.current = stop
    setExamined({ kind: 'asking', progress: null })
    askChain(
      'batch',
      chosen.place,
      { batchId: Number(batchId), mirror: mirror.trim() },
      {
        signal: stop.signal,
        onProgress: (progress) => setExamined({ kind: 'asking', progress }),
      },
    ).then(
      (examination) => setExamined({ kind: 'examined', examination }),
      (error: unknown) =>
        setExamined(
          stop.signal.aborted ? { kind: 'none' } : { kind: 'failed', failure: toErrorShape(error) },
        ),
    )
  }
  const isAsking = examined.kind === 'asking'
  return (
    <>
      <Section heading={words.heading} about={words.about}>
        <Stack>
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <NumberInput
              label={words.batch}
              description={words.batchHint}
              value={batchId}
              {...{ min: 1, allowDecimal: false }}
              onChange={setBatchId}
            />
            <TextInput
              label={words.mirror}
              description={words.mirrorHint}
              value={mirror}
              maxLength={500}
              error={!isMirror && words.mirrorWrong}
              onChange={({ currentTarget }) => setMirror(currentTarget.value)}
            />
          </SimpleGrid>
          <ChainFields chosen={chosen} />
          <Group>
            <Button
              onClick={verify}
              disabled={!chosen.usable || !isMirror || !isBatch}
              loading={isAsking}
            >
              {words.verify}
            </Button>
            {isAsking && (
              <Button variant="default" onClick={() => stopping.current?.abort()}>
                {chain.stop}
              </Button>
            )}
          </Group>
          {isAsking && <Working progress={examined.progress} />}
          {examined.kind === 'failed' && <NothingAlert failure={examined.failure} />}
        </Stack>
      </Section>
      {examined.kind === 'examined' && <BatchSteps examination={examined.examination} />}
    </>
  )
}

function Working({ progress }: { readonly progress: ExamineProgress | null }) {
  const { f } = useLanguage()
  const words = useVerifyWords().batch
  const share = progress === null ? 0 : progress.done / Math.max(1, progress.units)
  return (
    <div>
      <Text size="sm" role="status">
        {progress === null
          ? words.fetching
          : words.checking(f.integer(progress.done), f.integer(progress.units))}
      </Text>
      <Progress value={100 * share} aria-label={words.progress} />
    </div>
  )
}
