import { Accordion, Badge, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export const stepColors = { ok: 'teal', wrong: 'red', gap: 'yellow', skipped: 'gray' } as const
export type StepState = keyof typeof stepColors

interface StepItemProps {
  readonly value: string
  readonly title: string
  readonly about: string
  readonly state: StepState
  /** The state in words. */
  readonly said: string
  readonly children: ReactNode
}

/** One step: how it came out, and behind it what was compared with what. */
export const StepItem = ({ value, title, about, state, said, children }: StepItemProps) => (
  <Accordion.Item value={value}>
    <Accordion.Control disabled={state === 'skipped'}>
      <Group gap="sm">
        <Badge color={stepColors[state]}>{said}</Badge>
        <Text fw={600}>{title}</Text>
      </Group>
    </Accordion.Control>
    <Accordion.Panel>
      <Text size="sm" c="dimmed" mb="xs">
        {about}
      </Text>
      {children}
    </Accordion.Panel>
  </Accordion.Item>
)
