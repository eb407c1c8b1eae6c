import { Code } from '@mantine/core'

interface CodeBlockProps {
  /** Names it for those who do not see what is around it. */
  readonly name: string
  readonly text: string
}

/** Lines as they are typed; reachable by keyboard, since it scrolls where it does not fit. */
export const CodeBlock = ({ name, text }: CodeBlockProps) => (
  <Code block flex={1} miw={0} lang="en" tabIndex={0} role="region" aria-label={name}>
    {text}
  </Code>
)
