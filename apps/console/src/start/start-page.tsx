/** Start here: this tab, one command, a service. */
import { Anchor, Button, Code, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { PageHead } from '../frame/page-head.tsx'
import { Section } from '../frame/section.tsx'
import { Snippet } from '../frame/snippet.tsx'
import { useWords } from '../language/language.tsx'
import { serviceFile } from './service-file.ts'
import { startEn } from './words.en.ts'
import { startKo } from './words.ko.ts'

const enable = 'systemctl --user enable --now pumasi-worker\nloginctl enable-linger'

export default function StartPage() {
  const words = useWords({ en: startEn, ko: startKo })
  const { tab, command, service, after } = words
  const { origin } = location
  return (
    <Stack gap="lg">
      <PageHead title={words.title} lead={words.lead} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section heading={tab.heading} about={tab.about}>
          <Button component={Link} href="/contribute" style={{ alignSelf: 'start' }}>
            {tab.open}
          </Button>
        </Section>
        <Section heading={command.heading} about={command.about}>
          <Stack gap="sm">
            <Snippet
              name={command.copy}
              text={`npm run prepared\nnpx pumasi worker --coordinator ${origin}`}
            />
            <Text size="sm" c="dimmed">
              {command.gentle} <Code className="whole-words">npx pumasi worker --help</Code>
            </Text>
            <Anchor component={Link} href="/pair" size="sm">
              {command.pair}
            </Anchor>
          </Stack>
        </Section>
      </SimpleGrid>
      <Section heading={service.heading} about={service.about}>
        <Stack gap="sm">
          <Text size="sm">{service.where}</Text>
          <Text size="sm" fw={600}>
            {service.file}: <Code>~/.config/systemd/user/pumasi-worker.service</Code>
          </Text>
          <Snippet name={service.text} text={serviceFile(origin)} />
          <Text size="sm" fw={600}>
            {service.commands}
          </Text>
          <Snippet name={service.commandsText} text={enable} />
        </Stack>
      </Section>
      <Section heading={after.heading}>
        <List spacing="xs">
          {after.facts.map((fact) => (
            <List.Item key={fact}>{fact}</List.Item>
          ))}
        </List>
      </Section>
    </Stack>
  )
}
