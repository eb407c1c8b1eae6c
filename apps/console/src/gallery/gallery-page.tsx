/** Gallery: what the grid is good for, each program beside the published number it meets. */
import { SimpleGrid, Stack } from '@mantine/core'
import { exhibition } from '@pumasi/programs/gallery'
import { PageHead } from '../frame/page-head.tsx'
import { ExhibitSection } from './exhibit-section.tsx'
import { useGalleryWords } from './words.ts'

export default function GalleryPage() {
  const words = useGalleryWords()
  return (
    <Stack gap="lg">
      <PageHead title={words.title} lead={words.lead} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {exhibition.map((hung) => (
          <ExhibitSection key={hung.program.name} {...hung} />
        ))}
      </SimpleGrid>
    </Stack>
  )
}
