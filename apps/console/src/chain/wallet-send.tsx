/** A transaction that a wallet of the visitor's signs and pays, followed into a block. */
import { Alert, Group, Stack, Text } from '@mantine/core'
import type { Proposal } from '@pumasi/chain/proposals'
import { GridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import type { ActionReport } from '@pumasi/engine'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { askAccount } from '../wallets/ask-wallet.ts'
import type { FoundWallet } from '../wallets/provider.ts'
import { sendTransaction } from '../wallets/send-transaction.ts'
import { useWallets } from '../wallets/use-wallets.ts'
import { WalletButton } from '../wallets/wallet-button.tsx'
import { askChain } from './ask-chain.ts'
import type { ChainPlace } from './questions.ts'
import { useChainWords } from './words.ts'

interface WalletSendProps {
  readonly place: ChainPlace
  readonly proposal: Proposal
  /** The only account that may send it; whichever pays when there is none. */
  readonly sender?: Account
  /** What it does, in words; what it takes is told beside them. */
  readonly effect: string
  /** What the button of a wallet is called. */
  readonly nameOf: (wallet: string) => string
  /** Told when a block has it. */
  readonly onDone: (report: ActionReport) => void
  /** What did not happen, when something fails. */
  readonly failed: string
}

export function WalletSend({ effect, proposal, ...sending }: WalletSendProps) {
  const { f } = useLanguage()
  const words = useChainWords()
  return (
    <>
      <Text size="sm">
        {effect} {words.fee(f.integer(proposal.gas), f.coins(proposal.feeWei))}
      </Text>
      <WalletButtons {...sending} proposal={proposal} />
    </>
  )
}

function WalletButtons({
  place,
  proposal,
  sender,
  nameOf,
  onDone,
  failed,
}: Omit<WalletSendProps, 'effect'>) {
  const words = useChainWords()
  const wallets = useWallets()
  const [txHash, setTxHash] = useState<Hex | null>(null)
  const sending = useMutation({
    mutationFn: async ({ provider }: FoundWallet) => {
      setTxHash(null)
      const from = await askAccount(provider)
      if (sender !== undefined && from !== sender) throw otherAccount(from, sender)
      const hash = await sendTransaction(provider, from, proposal)
      setTxHash(hash)
      onDone(await askChain('receipt', place, { txHash: hash }))
    },
  })
  if (wallets.length === 0) return <Text size="sm">{words.noWallets}</Text>
  return (
    <Stack gap="xs" align="start">
      {wallets.map((wallet) => (
        <WalletButton
          key={wallet.uuid}
          wallet={wallet}
          text={nameOf(wallet.name)}
          disabled={sending.isPending}
          onClick={() => sending.mutate(wallet)}
        />
      ))}
      <Text size="sm" role="status">
        {sending.isPending && words.stages[txHash === null ? 'wallet' : 'block']}
      </Text>
      {txHash !== null && (
        <Group gap="xs">
          <Text size="sm">{words.sentAs}</Text>
          <HexLabel hex={txHash} what={words.sent} />
        </Group>
      )}
      {sending.isError && <FailureAlert title={failed} failure={sending.error} />}
    </Stack>
  )
}

/** It would act on that account, or be refused by the chain. */
const otherAccount = (found: Account, expected: Account): GridError =>
  new GridError('WALLET_OTHER_ACCOUNT', `found the wallet at ${found}, expected ${expected}`, {
    hint: 'Nothing was sent. Choose that account in the wallet: nobody else can send this for it.',
    details: { found, expected },
  })

interface SentAlertProps {
  readonly title: string
  readonly report: ActionReport
  readonly children?: ReactNode
}

/** What was done, and what that took. */
export function SentAlert({ title, report, children }: SentAlertProps) {
  const { f } = useLanguage()
  const words = useChainWords()
  const { blockNumber, gasUsed, feeWei, txHash } = report
  return (
    <Alert color="teal" role="status" title={title}>
      <Group gap="xs">
        <Text size="sm">
          {words.inBlock(f.integer(blockNumber))}{' '}
          {words.feePaid(f.integer(gasUsed), f.coins(feeWei))}
        </Text>
        <HexLabel hex={txHash} what={words.sent} />
      </Group>
      {children}
    </Alert>
  )
}
