/** All session keys of a wallet, ended by one transaction of its own. */
import { Button, Group, List, Stack, Text } from '@mantine/core'
import type { Account } from '@pumasi/domain'
import type { ChosenChain } from '../chain/chain-fields.tsx'
import { useOffer } from '../chain/use-offer.ts'
import { SentAlert, WalletSend } from '../chain/wallet-send.tsx'
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
  const { found, sent, isPending, error, look, noteSent } = useOffer('revocation', account)
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
            loading={isPending}
            onClick={() => look(chosen.place)}
          >
            {words.look}
          </Button>
        </Group>
        {error !== null && <FailureAlert title={words.failed} failure={error} />}
        {sent !== null && (
          <SentAlert
            title={found === undefined ? words.mined : words.done(f.integer(found.answer.epoch))}
            report={sent}
          >
            <Text size="sm">{words.after}</Text>
          </SentAlert>
        )}
        {found !== undefined && sent === null && (
          <WalletSend
            place={found.place}
            proposal={found.answer.proposal}
            // Sent by another wallet, it would end the keys of that one.
            sender={account}
            effect={words.would(f.integer(found.answer.epoch), f.integer(found.answer.epoch + 1))}
            nameOf={words.revokeWith}
            onDone={noteSent}
            failed={words.notDone}
          />
        )}
      </Stack>
    </Section>
  )
}
