import { Box, ColorSwatch, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface FigureProps {
  readonly term: string
  readonly children: ReactNode
  /** The colour that stands for it in bars and charts. */
  readonly color?: string
  readonly note?: string
}

/** A figure with its name, inside a `dl`. */
export const Figure = ({ term, children, color, note }: FigureProps) => (
  <Box>
    <Group component="dt" gap={6} wrap="nowrap">
      {color && <ColorSwatch color={color} size={10} withShadow={false} aria-hidden />}
      <Text size="sm" c="dimmed" component="span">
        {term}
      </Text>
    </Group>
    <Text component="dd" m={0} fz="xl" fw={650} lh={1.3}>
      {children}{' '}
      {note && (
        <Text component="span" size="xs" c="dimmed" fw={400}>
          {note}
        </Text>
      )}
    </Text>
  </Box>
)
