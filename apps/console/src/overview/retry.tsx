import { Box, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { ReasonForm } from '../frame/reason-form.tsx'
import { useTRPC } from '../trpc.ts'
import { useAttentionWords } from './words.ts'

/**
 * Upkeep tries again by itself after a while; an operator need not wait. Safe to repeat: a batch
 * the ledger has is never sent again, and what no block took is replaced for a higher fee.
 */
export default function Retry() {
  const words = useAttentionWords()
  const retry = useMutation(useTRPC().operator.retry.mutationOptions())
  return (
    <Box mt="md">
      <ReasonForm
        label={words.reason}
        action={words.retry}
        busy={retry.isPending}
        act={(reason, done) => retry.mutate({ reason }, { onSuccess: done })}
      />
      <Text size="sm" role="status">
        {retry.isSuccess ? words.retried : ''}
      </Text>
      {retry.isError && <FailureAlert title={words.failed} failure={retry.error} />}
    </Box>
  )
}
