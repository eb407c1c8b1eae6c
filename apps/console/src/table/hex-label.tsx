import { Code, Group } from '@mantine/core'
import { shortHex } from '../language/formats.ts'
import { CopyAction } from './copy-action.tsx'

interface HexLabelProps {
  readonly hex: string
  /** What it is, for the button's name: `Copy ...`. */
  readonly what: string
  /** Shows all of it, where there is room. */
  readonly whole?: boolean
}

/** A long hexadecimal number, short to read and whole to copy. */
export const HexLabel = ({ hex, what, whole = false }: HexLabelProps) => (
  <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
    <Code className={whole ? 'foreign' : 'whole-words'}>{whole ? hex : shortHex(hex)}</Code>
    <CopyAction text={hex} what={what} />
  </Group>
)
