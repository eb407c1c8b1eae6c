/** The account: sign in with a wallet, see what one may do, sign out. */
import { Button, Group, List, Stack, Text } from '@mantine/core'
import type { Account } from '@pumasi/domain'
import type { Caller } from '@pumasi/protocol'
import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { PageHead } from '../frame/page-head.tsx'
import { Section } from '../frame/section.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import type { FoundWallet } from '../wallets/provider.ts'
import { useWallets } from '../wallets/use-wallets.ts'
import { WalletButton } from '../wallets/wallet-button.tsx'
import { useCaller, useDoor } from './session.ts'
import { STAY_HOURS } from './sign-in.ts'
import { useSessionWords } from './words.ts'

export default function AccountPage() {
  const words = useSessionWords()
  const caller = useCaller()
  const account = caller?.account ?? null
  return (
    <Stack gap="lg" maw={720}>
      <PageHead title={words.title} lead={words.lead} />
      {caller !== null && account === null && <SignInSection />}
      {caller !== null && account !== null && <SignedInSection {...{ caller, account }} />}
    </Stack>
  )
}

function SignInSection() {
  const words = useSessionWords()
  const wallets = useWallets()
  const { enter } = useDoor()
  const entering = useMutation({ mutationFn: ({ provider }: FoundWallet) => enter(provider) })
  return (
    <Section heading={words.choose} about={words.chooseAbout(STAY_HOURS)}>
      <Stack align="start">
        {wallets.map((wallet) => (
          <WalletButton
            key={wallet.uuid}
            wallet={wallet}
            text={words.with(wallet.name)}
            disabled={entering.isPending}
            onClick={() => entering.mutate(wallet)}
          />
        ))}
        {wallets.length === 0 && <Text size="sm">{words.noWallets}</Text>}
        <Text size="sm" role="status">
          {entering.isPending ? words.asking : ''}
        </Text>
        {entering.isError && <FailureAlert title={words.failed} failure={entering.error} />}
      </Stack>
    </Section>
  )
}

interface SignedInProps {
  readonly caller: Caller
  readonly account: Account
}

function SignedInSection({ caller, account }: SignedInProps) {
  const words = useSessionWords()
  const { leave } = useDoor()
  const leaving = useMutation({ mutationFn: leave })
  return (
    <Section heading={words.signedIn} about={words.mayAbout}>
      <Stack>
        <Group gap="xs">
          <HexLabel hex={account} what={words.address} whole />
        </Group>
        <List>
          <List.Item>{words.may.look}</List.Item>
          {caller.submitter && <List.Item>{words.may.submit}</List.Item>}
          {caller.operator && <List.Item>{words.may.operate}</List.Item>}
        </List>
        {!caller.submitter && <Text size="sm">{words.mayNot}</Text>}
        <Group>
          {caller.submitter && (
            <Button component={Link} href="/submit">
              {words.toSubmit}
            </Button>
          )}
          <Button variant="default" loading={leaving.isPending} onClick={() => leaving.mutate()}>
            {words.signOut}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {words.signOutAbout}
        </Text>
      </Stack>
    </Section>
  )
}
