/** What a job found: all outputs, what they cost, and a picture where a program knows them. */
import { Alert, Button, Group, List, Progress, Stack, Text } from '@mantine/core'
import { toErrorShape } from '@pumasi/domain'
import type { GridErrorShape } from '@pumasi/domain'
import type { JobDetail, JobView } from '@pumasi/protocol'
import { useState } from 'react'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { saveFile } from '../save-file.ts'
import { useTRPCClient } from '../trpc.ts'
import { fetchOutputs } from './fetch-outputs.ts'
import type { FetchedOutputs } from './fetch-outputs.ts'
import { Picture } from './picture.tsx'
import { useJobsWords } from './words.ts'

/** More are for a command that writes them to a disk. */
const UNITS_MAX = 20_000

type Fetching =
  | { readonly kind: 'none' }
  | { readonly kind: 'under way'; readonly done: number; readonly stop: () => void }
  | { readonly kind: 'there'; readonly outputs: FetchedOutputs }
  | { readonly kind: 'failed'; readonly failure: GridErrorShape }

export function FoundSection({ job }: { readonly job: JobView & Pick<JobDetail, 'spec'> }) {
  const { f } = useLanguage()
  const words = useJobsWords().found
  const client = useTRPCClient()
  const [state, setState] = useState<Fetching>({ kind: 'none' })
  const begin = (): void => {
    const stopping = new AbortController()
    const tell = (done: number): void =>
      setState({ kind: 'under way', done, stop: () => stopping.abort() })
    tell(0)
    fetchOutputs(client, job, tell, stopping.signal).then(
      (outputs) => setState({ kind: 'there', outputs }),
      (error: unknown) =>
        setState(
          stopping.signal.aborted
            ? { kind: 'none' }
            : { kind: 'failed', failure: toErrorShape(error) },
        ),
    )
  }
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        {job.believed === 0 && <Text size="sm">{words.none}</Text>}
        {job.units > UNITS_MAX && <Text size="sm">{words.tooMany(f.integer(UNITS_MAX))}</Text>}
        {job.believed > 0 && job.units <= UNITS_MAX && state.kind !== 'under way' && (
          <Group>
            <Button variant="default" onClick={begin}>
              {words.fetch}
            </Button>
            {state.kind === 'there' && (
              <Button variant="default" onClick={() => saveLines(job.name, state.outputs)}>
                {words.saveAll}
              </Button>
            )}
          </Group>
        )}
        {state.kind === 'under way' && (
          <Group>
            <Progress
              w={240}
              value={(100 * state.done) / Math.max(1, job.believed)}
              aria-label={words.heading}
            />
            <Text size="sm" role="status">
              {words.fetching(f.integer(state.done), f.integer(job.believed))}
            </Text>
            <Button size="xs" variant="default" onClick={state.stop}>
              {words.stop}
            </Button>
          </Group>
        )}
        {state.kind === 'failed' && (
          <Alert color="red" title={words.failed} lang="en">
            <span className="foreign">{state.failure.message}</span>
          </Alert>
        )}
        {state.kind === 'there' && (
          <>
            <List size="sm">
              <List.Item>
                {words.fetched(
                  f.integer(state.outputs.units.length),
                  f.compact(state.outputs.bytes / 2 ** 20),
                )}
              </List.Item>
              <List.Item>
                {words.cost}: {f.compact(state.outputs.fuel)}
              </List.Item>
            </List>
            <Picture program={job.spec.program} outputs={state.outputs} />
          </>
        )}
      </Stack>
    </Section>
  )
}

/** One JSON document a line: the unit, its digest and what it printed. */
function saveLines(name: string, { units }: FetchedOutputs): void {
  const lines = units.map(
    ({ unitIndex, outputHash, output: { exitCode, stdout } }) =>
      `${JSON.stringify({ unitIndex, outputHash, exitCode, stdout: new TextDecoder().decode(stdout) })}\n`,
  )
  const plain = name.replace(/[^\w-]+/g, '-').slice(0, 60)
  saveFile(new Blob(lines, { type: 'application/jsonl' }), `${plain}.jsonl`)
}
