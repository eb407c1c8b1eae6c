/** What every unit of a job runs, in full. */
import { List, Stack, Text } from '@mantine/core'
import type { Axis, JobSpec } from '@pumasi/domain'
import type { ReactNode } from 'react'
import { CodeBlock } from '../frame/code-block.tsx'
import { Section } from '../frame/section.tsx'
import { isolate } from '../language/formats.ts'
import { useLanguage } from '../language/language.tsx'
import { HexLabel } from '../table/hex-label.tsx'
import { useJobsWords } from './words.ts'

const MIB = 2 ** 20

export function SpecSection({ spec }: { readonly spec: JobSpec }) {
  const { f } = useLanguage()
  const words = useJobsWords().one
  const { program, args, axes, limits, quorum } = spec
  return (
    <Section heading={words.runs} about={words.runsAbout}>
      <Stack component="dl" gap="sm" m={0}>
        <Line term={words.program}>
          <HexLabel hex={program} what={words.program} />
        </Line>
        <Line term={words.arguments}>
          {args.length === 0 ? (
            words.none
          ) : (
            <CodeBlock name={words.arguments} text={args.join(' ')} />
          )}
        </Line>
        <Line term={words.matrix}>
          {axes.length === 0
            ? words.none
            : axes.map((axis) => <AxisLine key={axis.name} axis={axis} />)}
        </Line>
        <Line term={words.limits}>
          <List size="sm">
            <List.Item>{words.fuelMax(f.compact(limits.fuelMax))}</List.Item>
            <List.Item>{words.memoryMax(f.compact(limits.memoryMaxBytes / MIB))}</List.Item>
            <List.Item>{words.outputMax(f.compact(limits.outputMaxBytes / MIB))}</List.Item>
          </List>
        </Line>
        <Line term={words.quorum}>{quorum === undefined ? words.adaptive : f.integer(quorum)}</Line>
      </Stack>
    </Section>
  )
}

function AxisLine({ axis }: { readonly axis: Axis }) {
  const { f } = useLanguage()
  const words = useJobsWords().one
  return (
    <Text size="sm" className="foreign">
      {isolate(axis.name)}:{' '}
      {'values' in axis ? words.values(f.integer(axis.values.length)) : `${axis.from} … ${axis.to}`}
    </Text>
  )
}

const Line = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <div>
    <Text component="dt" size="sm" c="dimmed">
      {term}
    </Text>
    <Text component="dd" m={0} size="sm">
      {children}
    </Text>
  </div>
)
