/** All session keys of a wallet, ended by one transaction of its own. */
import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { ActionReport } from '@pumasi/engine'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { askChain } from '../chain/ask-chain.ts'
import type { ChosenChain } from '../chain/chain-fields.tsx'
import type { ChainPlace, Revoking } from '../chain/questions.ts'
import { Receipt, WalletSend } from '../chain/wallet-send.tsx'
import { useChainWords } from '../chain/words.ts'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { useMineWords } from './words.ts'

interface RevokeSectionProps {
  readonly account: Account
  readonly chosen: ChosenChain
}

export function RevokeSection({ account, chosen }: RevokeSectionProps) {
  const { f } = useLanguage()
  const words = useMineWords().revoke
  const [sent, setSent] = useState<ActionReport | null>(null)
  const asking = useMutation({
    mutationFn: async (place: ChainPlace) => ({
      place,
      revoking: await askChain('revocation', place, { account }),
    }),
  })
  const found = asking.data
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <List size="sm">
          {words.facts.map((fact) => (
            <List.Item key={fact}>{fact}</List.Item>
          ))}
        </List>
        <Group>
          <Button
            variant="default"
            disabled={!chosen.usable}
            loading={asking.isPending}
            onClick={() => {
              setSent(null)
              asking.mutate(chosen.place)
            }}
          >
            {words.look}
          </Button>
        </Group>
        {asking.isError && <FailureAlert title={words.failed} failure={asking.error} />}
        {sent !== null && (
          <Alert
            color="teal"
            role="status"
            title={found === undefined ? words.mined : words.done(f.integer(found.revoking.epoch))}
          >
            <Receipt report={sent} />
            <Text size="sm">{words.after}</Text>
          </Alert>
        )}
        {found !== undefined && sent === null && (
          <Offer
            {...{ ...found, account }}
            onDone={(report) => {
              setSent(report)
              // What the page says next is what the ledger says.
              asking.mutate(found.place)
            }}
          />
        )}
      </Stack>
    </Section>
  )
}

interface OfferProps {
  readonly account: Account
  readonly place: ChainPlace
  readonly revoking: Revoking
  readonly onDone: (report: ActionReport) => void
}

function Offer({ account, place, revoking: { epoch, proposal }, onDone }: OfferProps) {
  const { f } = useLanguage()
  const words = useMineWords().revoke
  const chain = useChainWords()
  return (
    <>
      <Text size="sm">
        {words.would(f.integer(epoch), f.integer(epoch + 1))}{' '}
        {chain.fee(f.integer(proposal.gas), f.coins(proposal.feeWei))}
      </Text>
      <WalletSend
        place={place}
        nameOf={words.revokeWith}
        propose={async (from) => {
          // Sent by another wallet, it would end the keys of that one.
          if (from !== account) throw otherAccount(from, account)
          return proposal
        }}
        onDone={onDone}
        failed={words.notDone}
      />
    </>
  )
}

const otherAccount = (found: Account, expected: Account): GridError =>
  new GridError('WALLET_OTHER_ACCOUNT', `found the wallet at ${found}, expected ${expected}`, {
    hint: 'Nothing was sent. Choose that account in the wallet: only it can end its own keys.',
    details: { found, expected },
  })
