import { Card, Text, Title } from '@mantine/core'
import { useId } from 'react'
import type { ReactNode } from 'react'

interface SectionProps {
  readonly heading: string
  /** One sentence for those who see such a thing for the first time. */
  readonly about?: string
  readonly children: ReactNode
}

/** A part of a page: a landmark named by its heading. */
export function Section({ heading, about, children }: SectionProps) {
  const id = useId()
  return (
    <Card component="section" aria-labelledby={id} h="100%">
      <Title order={2} size="h4" id={id} mb={about === undefined ? 'md' : 0}>
        {heading}
      </Title>
      {about !== undefined && (
        <Text size="sm" c="dimmed" mb="md">
          {about}
        </Text>
      )}
      {children}
    </Card>
  )
}
