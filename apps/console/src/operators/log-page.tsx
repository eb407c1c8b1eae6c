/** What operators did, when and why, for operators. */
import { Anchor, Button, Group, Stack } from '@mantine/core'
import type { OperatorActionView } from '@pumasi/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { PageHead } from '../frame/page-head.tsx'
import { shortHex } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { Gated } from '../session/gated.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import { useTRPC } from '../trpc.ts'
import { useOperatorsWords } from './words.ts'

/** Actions asked for at a time. */
const PAGE = 100

export default function LogPage() {
  return (
    <Gated to="operator">
      <Log />
    </Gated>
  )
}

function Log() {
  const { f } = useLanguage()
  const { log: words, deeds } = useOperatorsWords()
  const [before, setBefore] = useState<number | null>(null)
  const names: Readonly<Record<string, string>> = deeds
  const page = { limit: PAGE, ...(before === null ? {} : { before }) }
  const { data: rows = [], error } = useQuery({
    ...useTRPC().operator.actions.queryOptions(page),
    placeholderData: keepPreviousData,
  })
  const oldest = rows.at(-1)?.id ?? 1
  return (
    <Stack gap="lg">
      <PageHead title={words.title} lead={words.lead} />
      {error !== null && <FailureAlert title={words.failed} failure={error} />}
      <PagedTable
        name={words.title}
        rows={rows}
        rowKey={({ id }) => `${id}`}
        empty={words.none}
        minWidth={760}
        pageRows={20}
        columns={[
          { header: words.what, cell: ({ deed }) => names[deed] ?? deed },
          { header: words.when, whole: true, cell: ({ atMs }) => f.instant(atMs) },
          {
            header: words.who,
            cell: ({ operator }) =>
              operator === null ? words.token : <HexLabel hex={operator} what={words.operator} />,
          },
          { header: words.about, cell: (action) => <Subject action={action} /> },
          {
            header: words.why,
            cell: ({ reason }) => <span className="foreign">{reason ?? '–'}</span>,
          },
        ]}
      />
      <Group>
        {before !== null && (
          <Button variant="default" onClick={() => setBefore(null)}>
            {words.newest}
          </Button>
        )}
        {rows.length === PAGE && oldest > 1 && (
          <Button variant="default" onClick={() => setBefore(oldest)}>
            {words.older}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

/** A way to what an action was about, where there is a page of it. */
function Subject({ action: { deed, subject } }: { readonly action: OperatorActionView }) {
  const { log: words } = useOperatorsWords()
  const place = deed.startsWith('job.') ? 'jobs' : deed.startsWith('account.') ? 'accounts' : null
  if (place === null) return <HexLabel hex={subject} what={words.subject} />
  return (
    <Anchor component={Link} href={`/${place}/${subject}`} inherit>
      {shortHex(subject)}
    </Anchor>
  )
}
