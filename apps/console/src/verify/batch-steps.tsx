/** What came of a batch: the verdict, each step with its comparisons, and who earned what. */
import { Accordion, Alert, Stack, Text } from '@mantine/core'
import { batchStepNames, describePlace } from '@pumasi/engine'
import type { BatchExamination, BatchStepName, BatchStepReport } from '@pumasi/engine'
import { Section } from '../frame/section.tsx'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { PagedTable } from '../table/paged-table.tsx'
import { stateOfStep, verdictOf } from './batch-state.ts'
import type { BatchVerdict } from './batch-state.ts'
import { ComparisonTable } from './comparison-table.tsx'
import { StepItem } from './step-item.tsx'
import { useVerifyWords } from './words.ts'

const colors: Record<BatchVerdict, string> = {
  ...{ holds: 'teal', differs: 'red', incomplete: 'yellow', voided: 'yellow' },
}
/** Receipts are counted with their units. */
const shown = batchStepNames.filter((name) => name !== 'receipts')

interface BatchStepsProps {
  readonly examination: BatchExamination
}

export function BatchSteps({ examination }: BatchStepsProps) {
  const { f } = useLanguage()
  const { batch: words, steps: stepWords } = useVerifyWords()
  const { batch, steps } = examination
  const verdict = verdictOf(examination)
  const wrong = steps.filter((step) => ['wrong', 'gap'].includes(stateOfStep(step)))
  return (
    <>
      <Section heading={words.steps} about={stepWords.about}>
        <Stack>
          <Alert
            color={colors[verdict]}
            role={verdict === 'holds' ? 'status' : 'alert'}
            title={words.verdicts[verdict](f.integer(batch.id))}
          >
            {words.notChecked}
          </Alert>
          <Accordion
            multiple
            variant="separated"
            defaultValue={wrong.map(({ name }) => name)}
            key={batch.id}
          >
            {shown.map((name) => (
              <Step key={name} name={name} step={steps.find((step) => step.name === name)} />
            ))}
          </Accordion>
        </Stack>
      </Section>
      <CreditsSection examination={examination} />
    </>
  )
}

interface StepProps {
  readonly name: BatchStepName
  /** Undefined when it could not be taken. */
  readonly step: BatchStepReport | undefined
}

function Step({ name, step }: StepProps) {
  const { f } = useLanguage()
  const { batch: words, steps: stepWords } = useVerifyWords()
  const [title = name, about = ''] = words.names[name]
  const state = stateOfStep(step)
  const said = state === 'gap' ? words.gap : stepWords[state]
  const { compared = [], counted = null, findings = [] } = step ?? {}
  return (
    <StepItem value={name} {...{ title, about, state, said }}>
      <Stack>
        {counted !== null && (
          <Text size="sm">{words.counted(f.integer(counted.agree), f.integer(counted.all))}</Text>
        )}
        {compared.length > 0 && (
          <ComparisonTable
            name={title}
            rows={compared}
            found={words.found}
            expected={words.expected}
            fields={words.fields}
          />
        )}
        {findings.length > 0 && (
          <PagedTable
            name={words.findings(title)}
            rows={findings.map((finding, index) => ({ ...finding, index }))}
            rowKey={({ index }) => `${index}`}
            empty=""
            minWidth={560}
            columns={[
              { header: words.what, whole: true, cell: ({ code }) => code },
              { header: words.where, cell: ({ place }) => describePlace(place) },
              { header: stepWords.found, cell: ({ found }) => <Foreign text={found} /> },
              { header: stepWords.expected, cell: ({ expected }) => <Foreign text={expected} /> },
            ]}
          />
        )}
      </Stack>
    </StepItem>
  )
}

/** A stranger's words, bounded. */
const Foreign = ({ text }: { readonly text: string }) => (
  <span className="foreign" lang="en">
    {text.slice(0, 500)}
  </span>
)

function CreditsSection({ examination: { credits } }: BatchStepsProps) {
  const { f } = useLanguage()
  const words = useVerifyWords().batch
  return (
    <Section heading={words.credits} about={words.creditsAbout}>
      <PagedTable
        name={words.credits}
        rows={credits}
        rowKey={({ account }) => account}
        empty={words.noCredits}
        minWidth={520}
        pageRows={20}
        columns={[
          {
            header: words.holder,
            cell: ({ account }) => <HexLabel hex={account} what={words.account} />,
          },
          {
            header: words.before,
            figure: true,
            cell: ({ beforeMicro }) => (beforeMicro === null ? '–' : f.credit(beforeMicro)),
          },
          { header: words.earned, figure: true, cell: ({ earnedMicro }) => f.credit(earnedMicro) },
          { header: words.after, figure: true, cell: ({ afterMicro }) => f.credit(afterMicro) },
        ]}
      />
    </Section>
  )
}
