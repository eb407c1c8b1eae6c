import { Button, Group, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { useTRPC } from '../trpc.ts'
import { useAttentionWords } from './words.ts'

/** Upkeep tries again by itself after a while; an operator need not wait. */
export default function Retry() {
  const words = useAttentionWords()
  const [reason, setReason] = useState('')
  const retry = useMutation(
    useTRPC().operator.retry.mutationOptions({ onSuccess: () => setReason('') }),
  )
  return (
    <>
      <Group align="end" mt="md">
        <TextInput
          label={words.reason}
          maxLength={100}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={reason.trim() === ''}
          loading={retry.isPending}
          onClick={() => retry.mutate({ reason: reason.trim() })}
        >
          {words.retry}
        </Button>
      </Group>
      <Text size="sm" role="status">
        {retry.isSuccess ? words.retried : ''}
      </Text>
      {retry.isError && <FailureAlert title={words.failed} failure={retry.error} />}
    </>
  )
}
