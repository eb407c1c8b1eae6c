/** Blocking an account and lifting the block, each with a reason that is logged. */
import { Button, Group, Stack, TextInput } from '@mantine/core'
import type { AccountView } from '@pumasi/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { Section } from '../frame/section.tsx'
import { useTRPC } from '../trpc.ts'
import { useOperatorsWords } from './words.ts'

export function BlockSection({ account: { account, blocked } }: { readonly account: AccountView }) {
  const { block: words } = useOperatorsWords()
  const { operator, accounts } = useTRPC()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const onSuccess = (): void => {
    setReason('')
    void queries.invalidateQueries({ queryKey: accounts.list.queryKey() })
  }
  const block = useMutation(operator.block.mutationOptions({ onSuccess }))
  const unblock = useMutation(operator.unblock.mutationOptions({ onSuccess }))
  const act = blocked === null ? block : unblock
  const failure = block.error ?? unblock.error
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <Group align="end">
          <TextInput
            label={words.reason}
            description={words.reasonHint}
            maxLength={100}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={reason.trim() === ''}
            loading={act.isPending}
            onClick={() => act.mutate({ account, reason: reason.trim() })}
          >
            {blocked === null ? words.block : words.unblock}
          </Button>
        </Group>
        {failure !== null && <FailureAlert title={words.failed} failure={failure} />}
      </Stack>
    </Section>
  )
}
