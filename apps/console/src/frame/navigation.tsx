import { Anchor, Badge, Group } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { useContribution } from '../contribute/contribution.tsx'
import { useLanguage } from '../language/language.tsx'
import { useCaller } from '../session/session.ts'

/** Ways to every page; where this tab computes, that is told on all of them. */
export function Navigation() {
  const { t, f } = useLanguage()
  const [location] = useLocation()
  const operator = useCaller()?.operator === true
  const { phase, tally } = useContribution().state
  const pages = [
    ['/', t.nav.overview],
    ['/jobs', t.nav.jobs],
    ['/accounts', t.nav.accounts],
    ['/ledger', t.nav.ledger],
    ['/gallery', t.nav.gallery],
    ['/start', t.nav.start],
    ['/contribute', t.nav.contribute],
    ['/mine', t.nav.mine],
    ['/verify', t.nav.verify],
    ...(operator ? [['/log', t.nav.log] as const] : []),
  ] as const
  return (
    <Group component="nav" aria-label={t.nav.label} gap="4px 24px" mt="xs">
      {pages.map(([href, name]) => {
        const here = href === '/' ? location === href : location.startsWith(href)
        return (
          <Anchor
            key={href}
            component={Link}
            href={href}
            size="sm"
            fw={here ? 700 : 500}
            underline={here ? 'always' : 'hover'}
            {...(!here && { c: 'inherit' })}
            {...(here && { 'aria-current': 'page' as const })}
          >
            {name}
          </Anchor>
        )
      })}
      {phase !== 'idle' && (
        <Badge color="teal" title={t.nav.contribute}>
          {t.phase[phase]} · {f.integer(tally.accepted)}
        </Badge>
      )}
    </Group>
  )
}
