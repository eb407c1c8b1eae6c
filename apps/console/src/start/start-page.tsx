/** Start here: this tab, one command, a service. */
import { Anchor, Button, Code, Group, List, SimpleGrid, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { CodeBlock } from '../frame/code-block.tsx'
import { PageHead } from '../frame/page-head.tsx'
import { Section } from '../frame/section.tsx'
import { useWords } from '../language/language.tsx'
import { CopyAction } from '../table/copy-action.tsx'
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
          <Button component={Link} href="/contribute">
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
              {command.gentle} <Code>npx pumasi worker --help</Code>
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

/** Lines to copy. */
function Snippet({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <Group align="start" gap="xs" wrap="nowrap">
      <CodeBlock name={name} text={text} />
      <CopyAction text={text} what={name} />
    </Group>
  )
}
