/** Blocking an account and lifting the block, each with a reason that is logged. */
import { Stack } from '@mantine/core'
import type { AccountView } from '@pumasi/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { ReasonForm } from '../frame/reason-form.tsx'
import { Section } from '../frame/section.tsx'
import { useTRPC } from '../trpc.ts'
import { useOperatorsWords } from './words.ts'

export function BlockSection({ account: { account, blocked } }: { readonly account: AccountView }) {
  const { block: words } = useOperatorsWords()
  const { operator, accounts } = useTRPC()
  const queries = useQueryClient()
  const onSuccess = (): void => {
    void queries.invalidateQueries({ queryKey: accounts.list.queryKey() })
  }
  const block = useMutation(operator.block.mutationOptions({ onSuccess }))
  const unblock = useMutation(operator.unblock.mutationOptions({ onSuccess }))
  const act = blocked === null ? block : unblock
  const failure = block.error ?? unblock.error
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <ReasonForm
          label={words.reason}
          hint={words.reasonHint}
          action={blocked === null ? words.block : words.unblock}
          busy={act.isPending}
          act={(reason, done) => act.mutate({ account, reason }, { onSuccess: done })}
        />
        {failure !== null && <FailureAlert title={words.failed} failure={failure} />}
      </Stack>
    </Section>
  )
}
