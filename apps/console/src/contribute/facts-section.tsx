import { List } from '@mantine/core'
import { Section } from '../frame/section.tsx'
import { useContributeWords } from './words.ts'

/** What the visitor agrees to by pressing Start. */
export function FactsSection() {
  const words = useContributeWords()
  return (
    <Section heading={words.needsHelp}>
      <List spacing="xs">
        {words.facts.map((fact) => (
          <List.Item key={fact}>{fact}</List.Item>
        ))}
      </List>
    </Section>
  )
}
