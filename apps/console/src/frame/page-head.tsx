import { Text, Title } from '@mantine/core'

interface PageHeadProps {
  readonly title: string
  /** What the page is for, in a sentence. */
  readonly lead: string
}

/** How every page begins. */
export const PageHead = ({ title, lead }: PageHeadProps) => (
  <div>
    <Title order={1}>{title}</Title>
    <Text c="dimmed" mt={4} maw={720}>
      {lead}
    </Text>
  </div>
)
