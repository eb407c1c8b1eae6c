/** Try one unit here, see what the whole would take, then submit it. */
import { Button, Group, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { MIB } from '@pumasi/domain'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { CodeBlock } from '../frame/code-block.tsx'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { useCaller } from '../session/session.ts'
import { useTRPC, useTRPCClient } from '../trpc.ts'
import { readDraft } from './draft.ts'
import type { Draft, ReadyJob } from './draft.ts'
import type { Trial } from './try-unit.ts'
import { useSubmitWords } from './words.ts'

interface Tried {
  /** The form as it was; another one has to be tried again. */
  readonly draft: Draft
  readonly job: ReadyJob
  readonly trial: Trial
}

export function TrialSection({ draft }: { readonly draft: Draft }) {
  const { f } = useLanguage()
  const words = useSubmitWords().trial
  const caller = useCaller()
  const stopping = useRef<AbortController>(null)
  const [fuel, setFuel] = useState(0n)
  const trying = useMutation({
    mutationFn: async (): Promise<Tried> => {
      const stop = (stopping.current = new AbortController())
      setFuel(0n)
      const job = await readDraft(draft, caller?.account ?? null)
      const { tryUnit } = await import('./try-unit.ts')
      return { draft, job, trial: await tryUnit(job, setFuel, stop.signal) }
    },
  })
  const tried = trying.data
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <Group>
          <Button variant="default" loading={trying.isPending} onClick={() => trying.mutate()}>
            {words.begin}
          </Button>
          {trying.isPending && (
            <Button variant="default" onClick={() => stopping.current?.abort()}>
              {words.stop}
            </Button>
          )}
        </Group>
        <Text size="sm" role="status">
          {trying.isPending ? words.running(f.compact(fuel)) : ''}
        </Text>
        {trying.isError && <FailureAlert title={words.failed} failure={trying.error} />}
        {tried !== undefined && <Findings {...tried} />}
        {tried !== undefined && tried.draft !== draft && <Text size="sm">{words.changed}</Text>}
        <Commit job={tried?.draft === draft ? tried.job : null} />
      </Stack>
    </Section>
  )
}

function Findings({ job, trial }: Tried) {
  const { f } = useLanguage()
  const words = useSubmitWords().trial
  const { sample, printed, advice, fuelTotal, coreHours, runsPerUnit } = trial
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} component="dl" m={0}>
        <Figure term={words.units}>{f.integer(job.unitCount)}</Figure>
        <Figure term={words.fuel}>{f.integer(sample.fuel)}</Figure>
        <Figure term={words.took}>{f.span(sample.elapsedMs)}</Figure>
        <Figure term={words.total} note={words.totalNote(f.integer(runsPerUnit))}>
          {f.compact(fuelTotal)}
        </Figure>
        <Figure term={words.hours}>{words.hoursOf(f.compact(coreHours))}</Figure>
        <Figure term={words.ending}>
          <span lang="en">
            {sample.exitClass} {sample.exitClass === 'exited' ? sample.exitCode : ''}
          </span>
        </Figure>
      </SimpleGrid>
      <Text size="sm" fw={600}>
        {words.printed}
      </Text>
      {printed === '' ? (
        <Text size="sm">{words.nothing}</Text>
      ) : (
        <CodeBlock name={words.printed} text={printed} />
      )}
      {advice.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            {words.advice}
          </Text>
          <List size="sm" lang="en">
            {advice.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        </>
      )}
    </>
  )
}

/** Uploads what a job needs and submits it; then shows it. */
function Commit({ job }: { readonly job: ReadyJob | null }) {
  const { f } = useLanguage()
  const words = useSubmitWords().commit
  const client = useTRPCClient()
  const queries = useQueryClient()
  const listKey = useTRPC().job.search.queryKey()
  const [, goTo] = useLocation()
  const [sent, setSent] = useState(0)
  const all = [...(job?.blobs.values() ?? [])].reduce((sum, { length }) => sum + length, 0)
  const submitting = useMutation({
    mutationFn: async ({ spec, wallMaxMs, priority, blobs }: ReadyJob) => {
      const { uploadBlob } = await import('./upload.ts')
      let before = 0
      for (const [digest, bytes] of blobs) {
        await uploadBlob(bytes, digest, {
          fetch: (input, init) => fetch(input, init),
          pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
          onProgress: (count) => setSent(before + count),
          signal: new AbortController().signal,
        })
        before += bytes.length
      }
      return client.job.submit.mutate({ spec, wallMaxMs, priority })
    },
    onSuccess: ({ jobId }) => {
      void queries.invalidateQueries({ queryKey: listKey })
      goTo(`/jobs/${jobId}`)
    },
  })
  const mib = (bytes: number): string => f.compact(bytes / MIB)
  return (
    <>
      <Group>
        <Button
          disabled={job === null}
          loading={submitting.isPending}
          onClick={() => job !== null && submitting.mutate(job)}
        >
          {words.submit}
        </Button>
        {job === null && (
          <Text size="sm" c="dimmed">
            {words.open}
          </Text>
        )}
      </Group>
      <Text size="sm" role="status">
        {submitting.isPending ? words.uploading(mib(sent), mib(all)) : ''}
      </Text>
      {submitting.isError && <FailureAlert title={words.failed} failure={submitting.error} />}
    </>
  )
}
