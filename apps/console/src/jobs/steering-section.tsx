/** Steering a job, for its requester and for operators: pause, resume, priority, cancel. */
import { Badge, Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { JobView } from '@pumasi/protocol'
import { PRIORITY_MAX } from '@pumasi/rules'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { ReasonForm } from '../frame/reason-form.tsx'
import { Section } from '../frame/section.tsx'
import { useTRPC } from '../trpc.ts'
import { useJobsWords } from './words.ts'

const stateColors = { running: 'teal', paused: 'yellow', finished: 'gray', cancelled: 'red' }

export function SteeringSection({ job }: { readonly job: JobView }) {
  const words = useJobsWords().steer
  const { job: calls } = useTRPC()
  const queries = useQueryClient()
  const { jobId, state } = job
  const onSuccess = (): void => {
    void queries.invalidateQueries({ queryKey: calls.fetch.queryKey({ jobId }) })
    void queries.invalidateQueries({ queryKey: calls.search.queryKey() })
  }
  const pause = useMutation(calls.pause.mutationOptions({ onSuccess }))
  const resume = useMutation(calls.resume.mutationOptions({ onSuccess }))
  const prioritise = useMutation(calls.prioritise.mutationOptions({ onSuccess }))
  const cancel = useMutation(calls.cancel.mutationOptions({ onSuccess }))
  const [priority, setPriority] = useState<number | null>(null)
  const failure = [pause, resume, prioritise, cancel].find(({ isError }) => isError)?.error
  const wanted = priority ?? job.priority
  const isOver = state === 'finished' || state === 'cancelled'
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <Group gap="xs">
          <Badge color={stateColors[state]} size="lg" role="status">
            {words.states[state]}
          </Badge>
          {job.pauseReason !== null && (
            <Text size="sm" className="foreign">
              {job.pauseReason}
            </Text>
          )}
        </Group>
        {!isOver && (
          <>
            {state === 'running' ? (
              <ReasonForm
                label={words.reason}
                hint={words.reasonHint}
                action={words.pause}
                busy={pause.isPending}
                act={(reason, done) => pause.mutate({ jobId, reason }, { onSuccess: done })}
              />
            ) : (
              <Group>
                <Button loading={resume.isPending} onClick={() => resume.mutate({ jobId })}>
                  {words.resume}
                </Button>
              </Group>
            )}
            <Group align="end">
              <NumberInput
                label={words.priority}
                description={words.priorityHint}
                {...{ min: -PRIORITY_MAX, max: PRIORITY_MAX, value: wanted, w: 220 }}
                allowDecimal={false}
                onChange={(value) => typeof value === 'number' && setPriority(value)}
              />
              <Button
                variant="default"
                disabled={wanted === job.priority}
                loading={prioritise.isPending}
                onClick={() => prioritise.mutate({ jobId, priority: wanted })}
              >
                {words.setPriority}
              </Button>
            </Group>
            <CancelButton cancel={() => cancel.mutate({ jobId })} busy={cancel.isPending} />
          </>
        )}
        {failure !== undefined && <FailureAlert title={words.failed} failure={failure} />}
      </Stack>
    </Section>
  )
}

interface CancelProps {
  readonly cancel: () => void
  readonly busy: boolean
}

/** Cancelling cannot be taken back, so it is asked twice. */
function CancelButton({ cancel, busy }: CancelProps) {
  const words = useJobsWords().steer
  const [asking, { open, close }] = useDisclosure()
  return (
    <Group>
      <Button variant="default" c="var(--series-failed)" loading={busy} onClick={open}>
        {words.cancel}
      </Button>
      <Modal opened={asking} onClose={close} title={words.cancelTitle} centered>
        <Text size="sm" mb="md">
          {words.cancelText}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {words.keep}
          </Button>
          <Button
            color="red"
            onClick={() => {
              cancel()
              close()
            }}
          >
            {words.cancelYes}
          </Button>
        </Group>
      </Modal>
    </Group>
  )
}
