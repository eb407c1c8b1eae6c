/** One account: its standing and why, its hosts, what was refused; and for operators, the block. */
import { Anchor, Badge, Group, Stack, Text } from '@mantine/core'
import { isHex } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { AccountView } from '@pumasi/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useLive } from '../feed/live.tsx'
import { PageTitle } from '../frame/page-title.tsx'
import { Section } from '../frame/section.tsx'
import { shortHex, shortenHexes } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { OwnHostsSection } from '../overview/hosts-section.tsx'
import { useCaller } from '../session/session.ts'
import { HexLabel } from '../table/hex-label.tsx'
import { useTRPC } from '../trpc.ts'
import { stateColors, stateOf } from './account-state.ts'
import { BlockSection } from './block-section.tsx'
import { RefusedSection } from './refused-section.tsx'
import { useOperatorsWords } from './words.ts'

export default function OneAccountPage({
  params: { account },
}: {
  readonly params: { readonly account: string }
}) {
  const { one: words } = useOperatorsWords()
  return (
    <Stack gap="lg">
      <Anchor component={Link} href="/accounts" size="sm">
        {words.back}
      </Anchor>
      {isHex(account, 20) ? <KnownAccount address={account as string as Account} /> : <Unknown />}
    </Stack>
  )
}

const Unknown = () => <PageTitle>{useOperatorsWords().one.unknown}</PageTitle>

function KnownAccount({ address }: { readonly address: Account }) {
  const { one: words } = useOperatorsWords()
  const { list } = useTRPC().accounts
  const { data } = useQuery(list.queryOptions({ text: address, from: 0, limit: 1 }))
  const operator = useCaller()?.operator === true
  const { status } = useLive().feed
  if (data === undefined) return null
  const [account] = data.rows
  if (account === undefined) return <Unknown />
  return (
    <>
      <PageTitle className="foreign">{account.name}</PageTitle>
      <Section heading={words.standing} about={words.standingAbout}>
        <Standing account={account} />
      </Section>
      {operator && <BlockSection account={account} />}
      {status && <OwnHosts atMs={status.atMs} address={address} />}
      <RefusedSection address={address} />
    </>
  )
}

function Standing({ account }: { readonly account: AccountView }) {
  const { f } = useLanguage()
  const { one: words, states, log } = useOperatorsWords()
  const state = stateOf(account)
  const { blocked, suspended, trust } = account
  const by = blocked?.operator ?? null
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Badge color={stateColors[state]} role="status">
          {states[state]}
        </Badge>
        <HexLabel hex={account.account} what={words.address} />
      </Group>
      {blocked !== null && (
        <Text size="sm">
          {words.blockedBy(by === null ? log.token : shortHex(by), f.moment(blocked.atMs))}{' '}
          <span className="foreign">{blocked.reason}</span>
        </Text>
      )}
      {suspended !== null && (
        <Text size="sm">
          {words.suspended}{' '}
          <span lang="en" className="foreign">
            {suspended}
          </span>
        </Text>
      )}
      {trust !== null && (
        <Text size="sm">
          {words.trusted(f.integer(trust.history), f.integer(trust.strikes))}{' '}
          <span lang="en" className="foreign">
            {shortenHexes(trust.reason)}
          </span>
        </Text>
      )}
      {state === 'plain' && <Text size="sm">{words.plain}</Text>}
    </Stack>
  )
}

/** Machines shown of one account. */
const HOSTS = 200

function OwnHosts({ atMs, address }: { readonly atMs: number; readonly address: Account }) {
  const { search } = useTRPC().hosts
  const { data } = useQuery(search.queryOptions({ text: address, from: 0, limit: HOSTS }))
  return <OwnHostsSection hosts={data?.rows ?? []} atMs={atMs} />
}
