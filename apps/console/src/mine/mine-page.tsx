/** My work: what an account's machines did, what that earned, what was refused, what it took. */
import { Stack, TextInput } from '@mantine/core'
import { isHex } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useChosenChain } from '../chain/chain-fields.tsx'
import { useContribution } from '../contribute/contribution.tsx'
import { recallWallet } from '../contribute/tab-wallet.ts'
import { useLive } from '../feed/live.tsx'
import { useFresh } from '../feed/use-fresh.ts'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { PageHead } from '../frame/page-head.tsx'
import { RefusedSection } from '../operators/refused-section.tsx'
import { useCaller } from '../session/session.ts'
import { useTRPC } from '../trpc.ts'
import { CreditSection } from './credit-section.tsx'
import { EnergySection } from './energy-section.tsx'
import { JobsSection } from './jobs-section.tsx'
import { RevokeSection } from './revoke-section.tsx'
import { SyncSection } from './sync-section.tsx'
import { useMineWords } from './words.ts'

export default function MinePage() {
  const words = useMineWords()
  const caller = useCaller()
  const { host } = useContribution().state
  const [typed, setTyped] = useState<string | null>(null)
  const own = caller?.account ?? host?.account ?? recallWallet()?.account ?? ''
  const text = (typed ?? own).trim().toLowerCase()
  const isAccount = isHex(text, 20)
  return (
    <Stack gap="lg">
      <PageHead title={words.title} lead={words.lead} />
      <TextInput
        label={words.account}
        description={words.accountHint}
        maw={460}
        maxLength={80}
        value={typed ?? own}
        error={text !== '' && !isAccount && words.accountWrong}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {isAccount && <Work key={text} account={text as string as Account} />}
    </Stack>
  )
}

function Work({ account }: { readonly account: Account }) {
  const words = useMineWords()
  const { work } = useTRPC().accounts
  const chosen = useChosenChain()
  const { status } = useLive().feed
  const { data, error } = useQuery(work.queryOptions({ account }))
  useFresh(work.queryKey({ account }), status?.totals.unitsBelieved)
  if (error !== null) return <FailureAlert title={words.failed} failure={error} />
  if (data === undefined) return null
  return (
    <>
      <CreditSection work={data} />
      <SyncSection {...{ account, chosen }} />
      <JobsSection work={data} />
      <RefusedSection address={account} />
      <RevokeSection {...{ account, chosen }} />
      <EnergySection fuel={data.jobs.reduce((sum, { fuel }) => sum + fuel, 0n)} />
    </>
  )
}
