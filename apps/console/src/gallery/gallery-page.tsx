/** Gallery: what the grid is good for, each program beside the published number it meets. */
import { SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { exhibition } from '@pumasi/programs/gallery'
import { ExhibitSection } from './exhibit-section.tsx'
import { useGalleryWords } from './words.ts'

export default function GalleryPage() {
  const words = useGalleryWords()
  return (
    <Stack gap="lg">
      <div>
        <Title order={1}>{words.title}</Title>
        <Text c="dimmed" mt={4} maw={720}>
          {words.lead}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {exhibition.map((hung) => (
          <ExhibitSection key={hung.program.name} {...hung} />
        ))}
      </SimpleGrid>
    </Stack>
  )
}
