/** The unit run again, here, and what came out beside what was signed. */
import { Alert, Button, FileInput, Group, Stack, Text } from '@mantine/core'
import { toErrorShape } from '@pumasi/domain'
import type { ProofFile } from '@pumasi/proof'
import { useEffect, useRef, useState } from 'react'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { ComparisonTable } from './comparison-table.tsx'
import type { Reexecuted } from './reexecute.ts'
import { useVerifyWords } from './words.ts'

type Again =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly fuel: bigint }
  | { readonly kind: 'failed'; readonly message: string }
  | Reexecuted

export function AgainSection({ file }: { readonly file: ProofFile }) {
  const { f } = useLanguage()
  const words = useVerifyWords().again
  const [given, setGiven] = useState<readonly File[]>([])
  const [again, setAgain] = useState<Again>({ kind: 'none' })
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])
  const run = (): void => {
    const stop = new AbortController()
    stopping.current = stop
    setAgain({ kind: 'running', fuel: 0n })
    const begin = async (): Promise<Reexecuted> => {
      const { reexecute } = await import('./reexecute.ts')
      const bytes = given.map(async (each) => new Uint8Array(await each.arrayBuffer()))
      return reexecute(file, {
        given: await Promise.all(bytes),
        onFuel: (fuel) => !stop.signal.aborted && setAgain({ kind: 'running', fuel }),
        signal: stop.signal,
      })
    }
    begin().then(
      (ended) => setAgain(stop.signal.aborted ? { kind: 'none' } : ended),
      (error: unknown) => setAgain({ kind: 'failed', message: toErrorShape(error).message }),
    )
  }
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <FileInput
          multiple
          clearable
          label={words.files}
          description={words.filesHint}
          value={[...given]}
          onChange={setGiven}
        />
        <Group>
          <Button onClick={run} loading={again.kind === 'running'}>
            {words.run}
          </Button>
          {again.kind === 'running' && (
            <>
              <Button variant="default" onClick={() => stopping.current?.abort()}>
                {words.stop}
              </Button>
              <Text size="sm">
                {words.running(f.compact(again.fuel), f.compact(file.unit.fuel))}
              </Text>
            </>
          )}
        </Group>
        <Outcome again={again} />
      </Stack>
    </Section>
  )
}

function Outcome({ again }: { readonly again: Again }) {
  const words = useVerifyWords().again
  if (again.kind === 'none' || again.kind === 'running') return null
  if (again.kind !== 'compared') {
    const { found, code } =
      again.kind === 'failed' ? { found: again.message, code: '' } : again.finding
    return (
      <Alert color="yellow" title={words.notRun} role="alert">
        <span className="foreign" lang="en">
          {code} {found}
        </span>
      </Alert>
    )
  }
  const same = again.compared.every(({ found, expected }) => found === expected)
  return (
    <>
      {same ? (
        <Alert color="teal" title={words.same} role="status">
          {words.sameText}
        </Alert>
      ) : (
        <Alert color="red" title={words.differs} role="alert" />
      )}
      <ComparisonTable
        name={words.heading}
        rows={again.compared}
        found={words.found}
        expected={words.expected}
        fields={words.fields}
      />
    </>
  )
}
