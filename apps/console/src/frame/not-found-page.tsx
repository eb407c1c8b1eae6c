import { Anchor, Title } from '@mantine/core'
import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'

export function NotFoundPage() {
  const { t } = useLanguage()
  return (
    <>
      <Title order={1} mb="md">
        {t.notFound.title}
      </Title>
      <Anchor component={Link} href="/">
        {t.notFound.home}
      </Anchor>
    </>
  )
}
