/** One machine that waits: what it is, what a wallet would allow it, and for how long. */
import { Alert, List, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core'
import { fingerprintOf } from '@pumasi/protocol'
import type { PairingView } from '@pumasi/protocol'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { NodeField, useChosenChain } from '../chain/chain-fields.tsx'
import { EpochText } from '../chain/epoch-text.tsx'
import { readEpochFrom } from '../chain/read-epoch.ts'
import { useChainWords } from '../chain/words.ts'
import { askDelegation } from '../contribute/ask-delegation.ts'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { useDescription } from '../ledger/description.ts'
import { Figure } from '../overview/figure.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { useTRPCClient } from '../trpc.ts'
import type { FoundWallet } from '../wallets/provider.ts'
import { useWallets } from '../wallets/use-wallets.ts'
import { WalletButton } from '../wallets/wallet-button.tsx'
import { usePairingWords } from './words.ts'

interface MachineSectionProps {
  readonly code: string
  readonly machine: PairingView
}

/** How long a wallet may allow a machine to sign. */
const terms = ['7', '30', '90'] as const
type Term = (typeof terms)[number]

export function MachineSection({ code, machine }: MachineSectionProps) {
  const { f } = useLanguage()
  const words = usePairingWords()
  const wallets = useWallets()
  const client = useTRPCClient()
  const description = useDescription()
  const chain = useChainWords()
  const chosen = useChosenChain()
  const [term, setTerm] = useState<Term>('30')
  const { session, name, platform } = machine
  const approving = useMutation({
    mutationFn: async ({ provider }: FoundWallet) => {
      if (description === null) return null
      const { chainId, ledger } = description
      const domain = { chainId, ledger }
      const granted = await askDelegation(provider, {
        ...{ session, domain, nowSeconds: Math.floor(Date.now() / 1_000), days: Number(term) },
        epochOf: readEpochFrom(chosen.place.rpcUrl, domain),
      })
      await client.pairing.approve.mutate({ code, delegation: granted.signed })
      return granted
    },
  })
  const { data: granted } = approving
  if (granted !== undefined && granted !== null) {
    return (
      <Section heading={words.done}>
        <Text role="status">
          {words.doneText(f.moment(granted.signed.delegation.expiresAt * 1_000))}
        </Text>
        <HexLabel hex={granted.signed.delegation.account} what={words.wallet} />
        <EpochText known={granted.known} />
      </Section>
    )
  }
  return (
    <Section heading={words.machine} about={words.machineAbout}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }} component="dl" m={0}>
          <Figure term={words.name}>
            <span className="foreign">{name}</span>
          </Figure>
          <Figure term={words.platform}>
            <span className="foreign">{platform}</span>
          </Figure>
          <Figure term={words.fingerprint}>
            <code>{fingerprintOf(session)}</code>
          </Figure>
          <Figure term={words.key}>
            <HexLabel hex={session} what={words.key} />
          </Figure>
        </SimpleGrid>
        <Alert color="yellow" variant="light">
          {words.compare}
        </Alert>
        <List size="sm">
          {words.allows.map((fact) => (
            <List.Item key={fact}>{fact}</List.Item>
          ))}
        </List>
        <SegmentedControl
          aria-label={words.term}
          value={term}
          onChange={setTerm}
          data={terms.map((value) => ({ value, label: words.days(f.integer(Number(value))) }))}
        />
        <NodeField chosen={chosen} hint={chain.epochHint} />
        {wallets.length === 0 && <Text size="sm">{words.noWallets}</Text>}
        <Stack align="start" gap="xs">
          {wallets.map((wallet) => (
            <WalletButton
              key={wallet.uuid}
              wallet={wallet}
              text={words.signWith(wallet.name)}
              disabled={approving.isPending || description === null}
              onClick={() => approving.mutate(wallet)}
            />
          ))}
        </Stack>
        <Text size="sm" role="status">
          {approving.isPending ? words.asking : ''}
        </Text>
        {approving.isError && <FailureAlert title={words.failed} failure={approving.error} />}
      </Stack>
    </Section>
  )
}
