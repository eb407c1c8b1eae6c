/** All accounts: how far each is trusted, and what became of their receipts. */
import { Anchor, Badge, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { AccountView } from '@pumasi/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useLive } from '../feed/live.tsx'
import { shortHex } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import type { Column } from '../table/paged-table.tsx'
import { useTRPC } from '../trpc.ts'
import { creditedPerHour, stateColors, stateOf } from './account-state.ts'
import { useOperatorsWords } from './words.ts'

/** Accounts asked for at a time. */
const PAGE = 100

export default function AccountsPage() {
  const { accounts: words } = useOperatorsWords()
  const [text, setText] = useState('')
  const [from, setFrom] = useState(0)
  const [wanted] = useDebouncedValue(text.trim(), 300)
  const { data: rows = [] } = useQuery({
    ...useTRPC().accounts.list.queryOptions({ text: wanted, from, limit: PAGE }),
    placeholderData: keepPreviousData,
  })
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed" mt={4} maw={720}>
          {words.lead}
        </Text>
      </div>
      <TextInput
        label={words.filter}
        description={words.filterHint}
        type="search"
        maxLength={100}
        maw={360}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          setFrom(0)
        }}
      />
      <AccountsTable rows={rows} />
      <Group>
        {from > 0 && (
          <Button variant="default" onClick={() => setFrom(Math.max(0, from - PAGE))}>
            {words.newer}
          </Button>
        )}
        {rows.length === PAGE && (
          <Button variant="default" onClick={() => setFrom(from + PAGE)}>
            {words.older}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function AccountsTable({ rows }: { readonly rows: readonly AccountView[] }) {
  const { f } = useLanguage()
  const { accounts: words, states } = useOperatorsWords()
  const nowMs = useLive().feed.status?.atMs ?? null
  const figure = (
    header: string,
    value: (row: AccountView) => number | null,
  ): Column<AccountView> => ({
    header,
    figure: true,
    cell: (row) => {
      const found = value(row)
      return found === null ? '–' : f.compact(found)
    },
  })
  return (
    <PagedTable
      name={words.title}
      rows={rows}
      rowKey={({ account }) => account}
      empty={words.none}
      minWidth={820}
      pageRows={20}
      columns={[
        {
          header: words.account,
          cell: ({ account, name }) => (
            <Stack gap={0}>
              <Anchor component={Link} href={`/accounts/${account}`} inherit className="foreign">
                {name}
              </Anchor>
              <Text size="xs" c="dimmed">
                {shortHex(account)}
              </Text>
            </Stack>
          ),
        },
        {
          header: words.state,
          cell: (row) => {
            const state = stateOf(row)
            return <Badge color={stateColors[state]}>{states[state]}</Badge>
          },
        },
        {
          header: words.seen,
          whole: true,
          cell: ({ lastSeenMs }) => (nowMs === null ? '–' : f.ago(nowMs - lastSeenMs)),
        },
        figure(words.hosts, ({ hosts }) => hosts),
        figure(words.received, ({ received }) => received),
        figure(words.credited, ({ credited }) => credited),
        figure(words.refused, ({ refused }) => refused),
        figure(words.perHour, creditedPerHour),
        {
          header: words.credit,
          figure: true,
          cell: ({ creditMicro }) => f.credit(creditMicro),
        },
      ]}
    />
  )
}
