/** Where the proof comes from: a file of the visitor's, or the coordinator for a unit. */
import {
  Alert,
  Button,
  Divider,
  FileInput,
  Group,
  NumberInput,
  Stack,
  TextInput,
} from '@mantine/core'
import { isHex, parseJobId, toErrorShape } from '@pumasi/domain'
import type { GridErrorShape } from '@pumasi/domain'
import type { ProofFile } from '@pumasi/proof'
import { useEffect, useRef, useState } from 'react'
import { useSearch } from 'wouter'
import { Section } from '../frame/section.tsx'
import { useTRPCClient } from '../trpc.ts'
import { fetchProofFile, readProofFile } from './read-proof.ts'
import { useVerifyWords } from './words.ts'

/** @param choose is told the proof, or null when there is none */
export function ProofSection({ choose }: { readonly choose: (file: ProofFile | null) => void }) {
  const words = useVerifyWords().proof
  const client = useTRPCClient()
  const linked = new URLSearchParams(useSearch())
  const [jobId, setJobId] = useState(linked.get('job') ?? '')
  const [unit, setUnit] = useState(Number(linked.get('unit') ?? 0))
  const [failure, setFailure] = useState<GridErrorShape | null>(null)
  const [busy, setBusy] = useState(false)
  /** Of two that were asked for, the later one counts, whichever comes first. */
  const asked = useRef(0)
  const take = (coming: Promise<ProofFile>): void => {
    const turn = (asked.current += 1)
    const end = (file: ProofFile | null, error: GridErrorShape | null): void => {
      if (turn !== asked.current) return
      setBusy(false)
      setFailure(error)
      choose(file)
    }
    setBusy(true)
    coming.then(
      (file) => end(file, null),
      (error: unknown) => end(null, toErrorShape(error)),
    )
  }
  const isJob = isHex(jobId.trim().toLowerCase(), 32)
  const fetchIt = (): void => take(fetchProofFile(client, parseJobId(jobId.trim()), unit))
  const begin = useRef(fetchIt)
  useEffect(() => {
    if (isHex(linked.get('job'), 32)) begin.current()
    // Only for the link that led here.
  }, [])
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          const file = event.dataTransfer.files[0]
          if (file !== undefined) take(readProofFile(file))
        }}
      >
        <FileInput
          label={words.file}
          description={words.fileHint}
          placeholder={words.choose}
          accept=".json,application/json"
          onChange={(file) => file && take(readProofFile(file))}
        />
        <Divider label={words.or} labelPosition="left" />
        <Group align="end">
          <TextInput
            label={words.job}
            value={jobId}
            maxLength={80}
            flex="1 1 260px"
            error={jobId !== '' && !isJob && words.jobWrong}
            onChange={({ currentTarget }) => setJobId(currentTarget.value)}
          />
          <NumberInput
            label={words.unit}
            value={unit}
            {...{ min: 0, allowDecimal: false, w: 120 }}
            onChange={(value) => setUnit(Number(value))}
          />
          <Button variant="default" disabled={!isJob} loading={busy} onClick={fetchIt}>
            {words.fetch}
          </Button>
        </Group>
        {failure !== null && (
          <Alert color="red" title={words.unreadable} role="alert">
            <span className="foreign" lang="en">
              {failure.message}
              {failure.hint && ` · ${failure.hint}`}
            </span>
          </Alert>
        )}
      </Stack>
    </Section>
  )
}
