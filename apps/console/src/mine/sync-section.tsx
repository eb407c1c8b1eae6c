/** What the chain itself says of an account's credit, and the sync that a wallet may send. */
import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import type { Account } from '@pumasi/domain'
import type { ActionReport } from '@pumasi/engine'
import { ChainFields } from '../chain/chain-fields.tsx'
import type { ChosenChain } from '../chain/chain-fields.tsx'
import type { ChainPlace, SyncOutlook } from '../chain/questions.ts'
import { useOffer } from '../chain/use-offer.ts'
import { SentAlert, WalletSend } from '../chain/wallet-send.tsx'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { Figure } from '../overview/figure.tsx'
import { ComparisonTable } from '../verify/comparison-table.tsx'
import { compareOutlook, stateOf } from './sync-state.ts'
import { useMineWords } from './words.ts'

interface SyncSectionProps {
  readonly account: Account
  readonly chosen: ChosenChain
}

export function SyncSection({ account, chosen }: SyncSectionProps) {
  const { f } = useLanguage()
  const words = useMineWords().sync
  const { found, sent, isPending, error, look, noteSent } = useOffer('credit', account)
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <ChainFields chosen={chosen} />
        <Group>
          <Button disabled={!chosen.usable} loading={isPending} onClick={() => look(chosen.place)}>
            {words.ask}
          </Button>
          <Text size="sm" role="status">
            {isPending ? words.asking : ''}
          </Text>
        </Group>
        {sent !== null && (
          <SentAlert
            title={
              found === undefined ? words.mined : words.done(f.credit(found.answer.balanceMicro))
            }
            report={sent}
          />
        )}
        {error !== null && <FailureAlert title={words.failed} failure={error} />}
        {found !== undefined && (
          <Found place={found.place} outlook={found.answer} onDone={noteSent} />
        )}
      </Stack>
    </Section>
  )
}

interface FoundProps {
  readonly place: ChainPlace
  readonly outlook: SyncOutlook
  readonly onDone: (report: ActionReport) => void
}

function Found({ place, outlook, onDone }: FoundProps) {
  const { f } = useLanguage()
  const words = useMineWords().sync
  const { balanceMicro, syncedTo, final, newest, identity } = outlook
  const waiting =
    (newest?.proof.leaf.cumulativeCreditMicro ?? 0n) - (final?.leaf.cumulativeCreditMicro ?? 0n)
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 3 }} component="dl" m={0}>
        <Figure
          term={words.now}
          note={syncedTo === 0 ? words.never : words.atBatch(f.integer(syncedTo))}
        >
          {f.credit(balanceMicro)}
        </Figure>
        <Figure
          term={words.provable}
          {...(final !== null && { note: words.inBatch(f.integer(final.id)) })}
        >
          {final === null ? '–' : f.credit(final.leaf.cumulativeCreditMicro)}
        </Figure>
        <Figure
          term={words.waiting}
          {...(newest !== null &&
            waiting !== 0n && { note: words.finalAt(f.moment(newest.finalAt * 1_000)) })}
        >
          {f.credit(waiting)}
        </Figure>
      </SimpleGrid>
      <ComparisonTable
        name={words.compared}
        rows={compareOutlook(outlook)}
        found={words.foundHere}
        expected={words.onChain}
        fields={words.fields}
      />
      <Text size="sm">{words.states[stateOf(outlook)](String(identity.chainId))}</Text>
      <Offer {...{ place, outlook, onDone }} />
    </>
  )
}

function Offer({ place, outlook, onDone }: FoundProps) {
  const { f } = useLanguage()
  const words = useMineWords().sync
  const { proposal, final } = outlook
  if (proposal === null || final === null) return null
  return (
    <WalletSend
      {...{ place, proposal, onDone }}
      effect={words.becomes(f.credit(final.leaf.cumulativeCreditMicro))}
      nameOf={words.syncWith}
      failed={words.notSynced}
    />
  )
}
