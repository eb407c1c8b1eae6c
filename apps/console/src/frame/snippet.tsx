import { Group } from '@mantine/core'
import { CopyAction } from '../table/copy-action.tsx'
import { CodeBlock } from './code-block.tsx'

interface SnippetProps {
  /** Names it for those who do not see what is around it. */
  readonly name: string
  readonly text: string
}

/** Lines to copy. */
export const Snippet = ({ name, text }: SnippetProps) => (
  <Group align="start" gap="xs" wrap="nowrap">
    <CodeBlock name={name} text={text} />
    <CopyAction text={text} what={name} />
  </Group>
)
