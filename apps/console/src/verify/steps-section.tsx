/** The verdict in one sentence, then each step with what was compared with what. */
import { Accordion, Alert, Stack, Text } from '@mantine/core'
import type { GridErrorShape } from '@pumasi/domain'
import { proofStepNames } from '@pumasi/proof'
import type { ProofStep, ProofStepName } from '@pumasi/proof'
import { useChainWords } from '../chain/words.ts'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { ComparisonTable } from './comparison-table.tsx'
import { StepItem } from './step-item.tsx'
import { useVerifyWords } from './words.ts'

export type Examined =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'examined'; readonly steps: readonly ProofStep[] }
  | { readonly kind: 'failed'; readonly failure: GridErrorShape }

export function StepsSection({ examined }: { readonly examined: Examined }) {
  const words = useVerifyWords().steps
  const steps = examined.kind === 'examined' ? examined.steps : []
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <VerdictAlert examined={examined} />
        {steps.length > 0 && (
          <Accordion
            multiple
            variant="separated"
            defaultValue={steps.filter(({ fault }) => fault !== null).map(({ name }) => name)}
          >
            {proofStepNames.map((name) => (
              <Step key={name} name={name} step={steps.find((step) => step.name === name)} />
            ))}
          </Accordion>
        )}
      </Stack>
    </Section>
  )
}

interface StepProps {
  readonly name: ProofStepName
  /** Undefined when a step before it failed. */
  readonly step: ProofStep | undefined
}

function Step({ name, step }: StepProps) {
  const words = useVerifyWords().steps
  const [title = name, about = ''] = words.names[name]
  const fault = step?.fault ?? null
  const state = step === undefined ? 'skipped' : fault === null ? 'ok' : 'wrong'
  const shown = step?.compared.filter(({ field }) => field !== fault?.field) ?? []
  return (
    <StepItem value={name} {...{ title, about, state }} said={words[state]}>
      <ComparisonTable
        name={title}
        rows={fault === null ? shown : [fault, ...shown]}
        found={words.found}
        expected={words.expected}
      />
    </StepItem>
  )
}

function VerdictAlert({ examined }: { readonly examined: Examined }) {
  const { f } = useLanguage()
  const { verdict, steps: words } = useVerifyWords()
  if (examined.kind === 'none') {
    return (
      <Text size="sm" c="dimmed">
        {words.waiting}
      </Text>
    )
  }
  if (examined.kind === 'asking') {
    return (
      <Text size="sm" role="status">
        {words.asking}
      </Text>
    )
  }
  if (examined.kind === 'failed') return <NothingAlert failure={examined.failure} />
  const fault = examined.steps.at(-1)?.fault ?? null
  if (fault !== null) {
    return (
      <Alert color="red" title={verdict.fails} role="alert">
        {verdict.failsText(fault.field)}
      </Alert>
    )
  }
  const receipts = examined.steps.find(({ name }) => name === 'receipts')
  return (
    <Alert
      color="teal"
      title={verdict.holds(f.integer(receipts?.compared.length ?? 0))}
      role="status"
    >
      {verdict.holdsText}
    </Alert>
  )
}

/** Neither yes nor no: there was nothing to compare with. */
export function NothingAlert({ failure }: { readonly failure: GridErrorShape }) {
  const { verdict } = useVerifyWords()
  const words = useChainWords()
  const { code, message, hint } = failure
  return (
    <Alert color="yellow" title={verdict.nothing} role="alert">
      <Text size="sm">{verdict.nothingText}</Text>
      <Text size="sm" className="foreign" lang="en">
        {message}
        {hint && ` · ${hint}`}
      </Text>
      {code === 'CHAIN_UNREACHABLE' && <Text size="sm">{words.cors}</Text>}
    </Alert>
  )
}
