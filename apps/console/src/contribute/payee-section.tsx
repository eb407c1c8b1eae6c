/** Who earns: the wallet of this browser, or one of the visitor's own. */
import { Alert, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { NodeField, useChosenChain } from '../chain/chain-fields.tsx'
import { EpochText } from '../chain/epoch-text.tsx'
import { useChainWords } from '../chain/words.ts'
import { Section } from '../frame/section.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { useContribution } from './contribution.tsx'
import type { Payee } from './payee.ts'
import { DELEGATION_DAYS } from './tab-session.ts'
import { saveWalletFile } from './save-wallet-file.ts'
import { forgetWallet, recallWallet } from './tab-wallet.ts'
import { useContributeWords } from './words.ts'
import { WalletLabel } from '../wallets/wallet-label.tsx'
import { useWallets } from '../wallets/use-wallets.ts'

interface PayeeSectionProps {
  readonly payee: Payee
  readonly choose: (payee: Payee) => void
}

export function PayeeSection({ payee, choose }: PayeeSectionProps) {
  const words = useContributeWords().payee
  const wallets = useWallets()
  const { phase, host } = useContribution().state
  const chosen = payee === 'tab' ? 'tab' : payee.uuid
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        {host !== null && phase !== 'idle' && (
          <Group gap="xs">
            <Text size="sm">{words.earns}</Text>
            <HexLabel hex={host.account} what={words.address} />
            {host.epoch !== null && <EpochText known={host.epoch} />}
          </Group>
        )}
        <Radio.Group
          aria-label={words.heading}
          value={chosen}
          onChange={(value) => choose(wallets.find(({ uuid }) => uuid === value) ?? 'tab')}
        >
          <Stack gap="sm">
            <Radio value="tab" label={words.tab} disabled={phase !== 'idle'} />
            {wallets.map((wallet) => (
              <Radio
                key={wallet.uuid}
                value={wallet.uuid}
                label={<WalletLabel wallet={wallet} />}
                disabled={phase !== 'idle'}
              />
            ))}
          </Stack>
        </Radio.Group>
        {wallets.length === 0 && (
          <Text size="sm" c="dimmed">
            {words.noWallets}
          </Text>
        )}
        {payee === 'tab' ? <TabWalletNotes /> : <WalletNotes />}
      </Stack>
    </Section>
  )
}

function WalletNotes() {
  const words = useContributeWords().payee
  const chain = useChainWords()
  const chosen = useChosenChain()
  return (
    <>
      <Text size="sm">{words.walletText(DELEGATION_DAYS)}</Text>
      <NodeField chosen={chosen} hint={chain.epochHint} />
    </>
  )
}

/** What the browser keeps, and what can be done with it. */
function TabWalletNotes() {
  const words = useContributeWords().payee
  const { phase } = useContribution().state
  const [, look] = useState(0)
  const [asking, { open, close }] = useDisclosure()
  // Read anew at each rendering: starting makes it, deleting removes it.
  const wallet = recallWallet()
  if (wallet === null) {
    return (
      <Text size="sm" c="dimmed">
        {words.tabNone}
      </Text>
    )
  }
  const drop = (): void => {
    forgetWallet()
    close()
    look((count) => count + 1)
  }
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text size="sm">{words.tabMade}</Text>
        <HexLabel hex={wallet.account} what={words.address} />
      </Group>
      <Alert color="yellow" variant="light">
        {words.tabSafety}
      </Alert>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => saveWalletFile(wallet)}>
          {words.keep}
        </Button>
        <Button size="xs" variant="default" onClick={open} disabled={phase !== 'idle'}>
          {words.forget}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {words.handOver}
      </Text>
      <Modal opened={asking} onClose={close} title={words.forgetTitle} centered>
        <Text size="sm" mb="md">
          {words.forgetText}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {words.cancel}
          </Button>
          <Button color="red" onClick={drop}>
            {words.forgetYes}
          </Button>
        </Group>
      </Modal>
    </Stack>
  )
}
