import { NumberInput, Radio, SimpleGrid, Stack } from '@mantine/core'
import { MIB, jobBounds } from '@pumasi/domain'
import { PRIORITY_MAX } from '@pumasi/rules'
import { Section } from '../frame/section.tsx'
import type { Draft } from './draft.ts'
import type { DraftProps } from './draft.ts'
import { useSubmitWords } from './words.ts'

/** Bounds are the coordinator's own; it checks them again. */
export function LimitsSection({ draft, change }: DraftProps) {
  const words = useSubmitWords().limits
  const number = (name: NumberField, label: string, min: number, max: number, step = 1) => (
    <NumberInput
      {...{ label, min, max, step, value: draft[name] }}
      allowDecimal={step < 1}
      onChange={(value) => typeof value === 'number' && change({ [name]: value })}
    />
  )
  return (
    <Section heading={words.heading} about={words.about}>
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {number('fuelG', words.fuel, 0.001, Number(jobBounds.fuelMax / 10n ** 9n), 0.001)}
          {number('wallSeconds', words.wall, 1, jobBounds.wallMaxMs / 1_000)}
          {number('memoryMib', words.memory, 1, jobBounds.memoryMaxBytes / MIB)}
          {number('outputMib', words.output, 0.001, jobBounds.outputMaxBytes / MIB, 0.001)}
        </SimpleGrid>
        <Radio.Group
          label={words.agreement}
          value={draft.agreement}
          onChange={(agreement) => change({ agreement: agreement })}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="quorum" label={words.quorum} />
            <Radio value="adaptive" label={words.adaptive} />
          </Stack>
        </Radio.Group>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {draft.agreement === 'quorum' && number('quorum', words.votes, 1, jobBounds.quorumMax)}
          {number('priority', words.priority, -PRIORITY_MAX, PRIORITY_MAX)}
        </SimpleGrid>
      </Stack>
    </Section>
  )
}

type NumberField = {
  [Name in keyof Draft]: Draft[Name] extends number ? Name : never
}[keyof Draft]
