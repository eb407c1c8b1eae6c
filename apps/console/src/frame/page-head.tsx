import { Text } from '@mantine/core'
import { PageTitle } from './page-title.tsx'

interface PageHeadProps {
  readonly title: string
  /** What the page is for, in a sentence. */
  readonly lead: string
}

/** How every page begins that is about no one thing. */
export const PageHead = ({ title, lead }: PageHeadProps) => (
  <div>
    <PageTitle>{title}</PageTitle>
    <Text c="dimmed" mt={4} maw={720}>
      {lead}
    </Text>
  </div>
)
