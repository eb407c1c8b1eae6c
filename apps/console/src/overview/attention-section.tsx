/** What needs attention first, each with its reason and a way to do something about it. */
import { Anchor, List } from '@mantine/core'
import { Suspense, lazy } from 'react'
import { Link } from 'wouter'
import type { Attention } from '../feed/attention.ts'
import { Section } from '../frame/section.tsx'
import { isolate } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { useCaller } from '../session/session.ts'
import { useAttentionWords } from './words.ts'

export interface AttentionProps {
  readonly found: readonly Attention[]
}

/** Only operators see it. */
const Retry = lazy(() => import('./retry.tsx'))

export default function AttentionSection({ found }: AttentionProps) {
  const words = useAttentionWords()
  const operator = useCaller()?.operator === true
  const fails = found.some(({ kind }) => kind === 'upkeep' || kind === 'unchained')
  return (
    <Section heading={words.heading} about={words.about}>
      <List spacing="xs">
        {found.map((attention, index) => (
          <List.Item key={`${index} ${attention.kind}`}>
            <Sentence attention={attention} />
          </List.Item>
        ))}
      </List>
      {operator && fails && (
        <Suspense fallback={null}>
          <Retry />
        </Suspense>
      )}
    </Section>
  )
}

function Sentence({ attention }: { readonly attention: Attention }) {
  const { f } = useLanguage()
  const words = useAttentionWords()
  switch (attention.kind) {
    case 'upkeep':
      return words.upkeep(attention.steps)
    case 'unchained':
      return words.unchained(attention.batches, f.span(attention.forMs))
    case 'kept out':
      return (
        <>
          {words.keptOut(attention.hosts)}{' '}
          <Anchor component={Link} href="/accounts" inherit underline="always">
            {words.toAccounts}
          </Anchor>
        </>
      )
    default: {
      const { kind, job } = attention
      const reason = kind === 'paused' ? job.pauseReason : null
      return (
        <span className="foreign">
          {kind === 'failing' ? words.failing(job.failed) : words[kind]}{' '}
          <Anchor
            component={Link}
            href={`/jobs/${job.jobId}`}
            inherit
            underline="always"
            className="foreign"
          >
            {isolate(job.name)}
          </Anchor>
          {reason !== null && ` (${isolate(reason)})`}
        </span>
      )
    }
  }
}
