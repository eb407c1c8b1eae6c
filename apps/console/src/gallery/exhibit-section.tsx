/** One program: what it asks, its picture, what it must reproduce, and how to run it. */
import { Box, Button, Group, Stack, Text } from '@mantine/core'
import type { Hung } from '@pumasi/programs/gallery'
import { pictureUrl } from '@pumasi/programs/gallery'
import { useState } from 'react'
import { Link } from 'wouter'
import { Section } from '../frame/section.tsx'
import { Snippet } from '../frame/snippet.tsx'
import { useLanguage } from '../language/language.tsx'
import { CheckTable } from './check-table.tsx'
import { useGalleryWords } from './words.ts'

export function ExhibitSection({ program: { name, scale }, about, run, known }: Hung) {
  const words = useGalleryWords()
  const { f } = useLanguage()
  const [whole, setWhole] = useState(false)
  const said = words.programs[name] ?? { title: name, about }
  const commands =
    `npx pumasi programs plan ${name} --scale ${scale.demo} > ${name}.yaml\n` +
    `npx pumasi submit ${name}.yaml --wait --coordinator ${location.origin}`
  return (
    <Section heading={said.title} about={said.about}>
      <Stack gap="sm">
        {run === null || known === null ? (
          <Text size="sm">{words.check.notYet}</Text>
        ) : (
          <>
            <Box
              component="img"
              src={pictureUrl(name).href}
              alt={words.picture(said.title)}
              loading="lazy"
              width={960}
              height={540}
              w="100%"
              h="auto"
            />
            <CheckTable
              name={(whole ? words.check.all : words.check.one)(said.title)}
              checks={whole ? run.checks : [known]}
            />
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {words.facts(f.integer(run.units), f.integer(run.refused), run.day)}
              </Text>
              {!whole && run.checks.length > 1 && (
                <Button size="compact-sm" variant="subtle" onClick={() => setWhole(true)}>
                  {words.check.more(run.checks.length)}
                </Button>
              )}
            </Group>
          </>
        )}
        <Button
          component={Link}
          href={`/submit?program=${name}`}
          aria-label={words.run.open(said.title)}
          style={{ alignSelf: 'start' }}
        >
          {words.run.short}
        </Button>
        <Text size="sm">{words.run.command}</Text>
        <Snippet name={words.run.commandOf(said.title)} text={commands} />
      </Stack>
    </Section>
  )
}
