/** All accounts: how far each is trusted, and what became of their receipts. */
import { Anchor, Badge, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { AccountView, Page } from '@pumasi/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useLive } from '../feed/live.tsx'
import { PageHead } from '../frame/page-head.tsx'
import { shortHex } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { ServedTable } from '../table/paged-table.tsx'
import type { Column } from '../table/paged-table.tsx'
import { useTRPC } from '../trpc.ts'
import { creditedPerHour, stateColors, stateOf } from './account-state.ts'
import { useOperatorsWords } from './words.ts'

/** Accounts on one page of the table. */
const PAGE = 20

export default function AccountsPage() {
  const { accounts: words } = useOperatorsWords()
  const [text, setText] = useState('')
  const [page, choose] = useState(1)
  const [wanted] = useDebouncedValue(text.trim(), 300)
  const asked = { text: wanted, from: (page - 1) * PAGE, limit: PAGE }
  const { data } = useQuery({
    ...useTRPC().accounts.list.queryOptions(asked),
    placeholderData: keepPreviousData,
  })
  return (
    <Stack gap="lg">
      <PageHead title={words.title} lead={words.lead} />
      <TextInput
        label={words.filter}
        description={words.filterHint}
        type="search"
        maxLength={100}
        maw={360}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          choose(1)
        }}
      />
      {data === undefined ? (
        <Skeleton h={320} radius="lg" />
      ) : (
        <AccountsTable
          {...data}
          {...{ page, choose }}
          empty={wanted === '' ? words.nobody : words.none}
        />
      )}
    </Stack>
  )
}

interface AccountsTableProps extends Page<AccountView> {
  readonly page: number
  readonly choose: (page: number) => void
  /** What is said when there are none. */
  readonly empty: string
}

function AccountsTable({ rows, total, page, choose, empty }: AccountsTableProps) {
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
    <ServedTable
      name={words.title}
      {...{ rows, total, page, choose, empty }}
      rowKey={({ account }) => account}
      minWidth={720}
      pageRows={PAGE}
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
