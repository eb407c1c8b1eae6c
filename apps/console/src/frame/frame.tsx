/** What every page has around it: the name, the line to the coordinator, language and colours. */
import { Anchor, Box, Button, Container, Group, Text } from '@mantine/core'
import { useRef } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { AccountLink } from '../session/account-link.tsx'
import { ConnectionBadge } from './connection-badge.tsx'
import { Notices } from './notices.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { Navigation } from './navigation.tsx'
import { SchemeSwitch } from './scheme-switch.tsx'

export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useLanguage()
  const main = useRef<HTMLDivElement>(null)
  return (
    <>
      <Button className="skip-link" size="xs" onClick={() => main.current?.focus()}>
        {t.skip}
      </Button>
      <Box component="header" className="bar">
        <Container size="xl" py="sm">
          <Group justify="flex-end" gap="sm">
            <Anchor component={Link} href="/" underline="never" c="inherit" mr="auto">
              <Group gap="xs" wrap="nowrap">
                <img src="/favicon.svg" alt="" width={28} height={28} />
                <Text fw={700} size="lg" component="span" lang="en">
                  Pumasi
                </Text>
                <Text c="dimmed" size="sm" component="span" lang="ko" visibleFrom="xs">
                  품앗이
                </Text>
              </Group>
            </Anchor>
            <ConnectionBadge />
            <AccountLink />
            <LanguageSwitch />
            <SchemeSwitch />
          </Group>
          <Navigation />
        </Container>
      </Box>
      <Container size="xl" component="main" ref={main} tabIndex={-1} py="xl">
        <Notices />
        {children}
      </Container>
      <Container size="xl" component="footer" pb="xl">
        <Text size="sm" c="dimmed">
          {t.tagline}
        </Text>
      </Container>
    </>
  )
}
