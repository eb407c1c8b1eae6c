/** A transaction that a wallet of the visitor's signs and pays, followed into a block. */
import { Group, Stack, Text } from '@mantine/core'
import type { Proposal } from '@pumasi/chain/proposals'
import type { Account, Hex } from '@pumasi/domain'
import type { ActionReport } from '@pumasi/engine'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
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
  /** What the button of a wallet is called. */
  readonly nameOf: (wallet: string) => string
  /** What is sent by that account, and pays. */
  readonly propose: (from: Account) => Promise<Proposal>
  /** Told when a block has it. */
  readonly onDone: (report: ActionReport, from: Account) => void
  /** What did not happen, when something fails. */
  readonly failed: string
}

export function WalletSend({ place, nameOf, propose, onDone, failed }: WalletSendProps) {
  const words = useChainWords()
  const wallets = useWallets()
  const [txHash, setTxHash] = useState<Hex | null>(null)
  const sending = useMutation({
    mutationFn: async ({ provider }: FoundWallet) => {
      setTxHash(null)
      const from = await askAccount(provider)
      const hash = await sendTransaction(provider, from, await propose(from))
      setTxHash(hash)
      onDone(await askChain('receipt', place, { txHash: hash }), from)
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

/** What a transaction took. */
export function Receipt({ report }: { readonly report: ActionReport }) {
  const { f } = useLanguage()
  const words = useChainWords()
  const { blockNumber, gasUsed, feeWei, txHash } = report
  return (
    <Group gap="xs">
      <Text size="sm">
        {words.inBlock(f.integer(blockNumber))} {words.feePaid(f.integer(gasUsed), f.coins(feeWei))}
      </Text>
      <HexLabel hex={txHash} what={words.sent} />
    </Group>
  )
}
