/** Every batch, newest first: where the chain says it stands, what it cost, when it is final. */
import { Anchor, Badge, Text } from '@mantine/core'
import type { CommitLatencyView, GridStatus, LedgerBatchView } from '@pumasi/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useFresh } from '../feed/use-fresh.ts'
import { FailureAlert } from '../frame/failure-alert.tsx'
import { Section } from '../frame/section.tsx'
import { shortHex } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { gasPerUnit } from '../overview/batches-section.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { ServedTable } from '../table/paged-table.tsx'
import { useTRPC } from '../trpc.ts'
import { standingOf } from './standing.ts'
import { useLedgerWords } from './words.ts'

const PAGE = 20

const colors = {
  ...{ waiting: 'yellow', unknown: 'gray', pending: 'cyan', held: 'yellow' },
  ...{ frozen: 'yellow', final: 'teal', voided: 'red' },
} as const

export function StandingsSection({ status: { totals, atMs } }: { readonly status: GridStatus }) {
  const { t, f } = useLanguage()
  const words = useLedgerWords()
  const [page, choose] = useState(1)
  const { batches } = useTRPC().ledger
  const wish = { from: (page - 1) * PAGE, limit: PAGE }
  useFresh(batches.queryKey(wish), `${totals.batches} ${totals.batchesWaiting}`)
  const { data, error } = useQuery({
    ...batches.queryOptions(wish),
    placeholderData: keepPreviousData,
  })
  return (
    <Section heading={words.standings} about={words.standingsAbout}>
      {error !== null && <FailureAlert title={words.failed} failure={error} />}
      <ServedTable
        name={words.standings}
        rows={data?.rows ?? []}
        total={data?.total ?? 0}
        {...{ page, choose, pageRows: PAGE }}
        rowKey={({ id }) => `${id}`}
        empty={t.batches.none}
        minWidth={900}
        columns={[
          {
            header: t.batches.batch,
            cell: ({ id, commit }) =>
              commit === null ? (
                f.integer(id)
              ) : (
                <Anchor component={Link} href={`/verify?batch=${id}`} title={words.verify}>
                  {f.integer(id)}
                </Anchor>
              ),
          },
          { header: t.batches.state, cell: (batch) => <Standing {...{ batch, atMs }} /> },
          { header: t.batches.units, figure: true, cell: ({ units }) => f.integer(units) },
          {
            header: t.figures.gas,
            figure: true,
            cell: ({ commit }) => (commit ? <Cost commit={commit} /> : '–'),
          },
          {
            header: t.batches.gas,
            figure: true,
            cell: (batch) => {
              const gas = gasPerUnit(batch)
              return gas === null ? '–' : f.integer(gas)
            },
          },
          { header: words.signatures, cell: (batch) => <Words words={batch.words} /> },
          {
            header: t.batches.block,
            figure: true,
            cell: ({ commit }) => (commit ? <InBlock commit={commit} /> : '–'),
          },
          {
            header: t.batches.transaction,
            cell: ({ id, commit }) =>
              commit ? <HexLabel hex={commit.txHash} what={t.batches.transactionOf(id)} /> : '–',
          },
          { header: t.batches.when, whole: true, cell: ({ closedAtMs }) => f.moment(closedAtMs) },
        ]}
      />
    </Section>
  )
}

type Commit = NonNullable<LedgerBatchView['commit']>

/** What a commit used, and what the committer paid for it. */
function Cost({ commit: { gasUsed, feeWei } }: { readonly commit: Commit }) {
  const { f } = useLanguage()
  const words = useLedgerWords()
  return (
    <>
      {f.integer(gasUsed)}
      {feeWei !== null && <Note>{words.fee(f.coins(feeWei))}</Note>}
    </>
  )
}

/** In which block it is, how long it took to get there, and whether it had to be sent again. */
function InBlock({ commit: { blockNumber, latency } }: { readonly commit: Commit }) {
  const { f } = useLanguage()
  const words = useLedgerWords()
  return (
    <>
      {f.integer(blockNumber)}
      {latency !== null && <Note>{words.took(f.span(totalMs(latency)))}</Note>}
      {latency !== null && latency.transactions > 1 && (
        <Note>{words.transactions(f.integer(latency.transactions))}</Note>
      )}
    </>
  )
}

const totalMs = ({ sendingMs, inclusionMs, confirmationMs }: CommitLatencyView): number =>
  sendingMs + inclusionMs + confirmationMs

const Note = ({ children }: { readonly children: ReactNode }) => (
  <Text size="xs" c="dimmed">
    {children}
  </Text>
)

/** Who signed, and who refused and why. */
function Words({ words: said }: Pick<LedgerBatchView, 'words'>) {
  const { f } = useLanguage()
  const words = useLedgerWords()
  const refused = said.filter(({ refusal }) => refusal !== null)
  const signed = said.length - refused.length
  if (said.length === 0) return '–'
  return (
    <>
      {signed > 0 && words.signed(f.integer(signed))}
      {refused.map(({ attestor, refusal }) => (
        <Text key={attestor} size="xs" c="var(--series-failed)">
          {words.refusedBy(shortHex(attestor))}{' '}
          <span lang="en" className="foreign">
            {refusal}
          </span>
        </Text>
      ))}
    </>
  )
}

interface StandingProps {
  readonly batch: LedgerBatchView
  /** Of the newest status: the countdown counts with it. */
  readonly atMs: number
}

function Standing({ batch, atMs }: StandingProps) {
  const { f } = useLanguage()
  const words = useLedgerWords()
  const { state, leftMs } = standingOf(batch, atMs)
  return (
    <>
      <Badge color={colors[state]} miw="max-content">
        {words.states[state]}
      </Badge>
      {leftMs !== null && (
        <Note>{leftMs > 0 ? words.finalIn(f.span(leftMs)) : words.finalDue}</Note>
      )}
      {batch.healedAtMs !== null && <Note>{words.healed(f.moment(batch.healedAtMs))}</Note>}
    </>
  )
}
