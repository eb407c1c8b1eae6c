import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { useLanguage } from '../language/language.tsx'
import { PageTitle } from './page-title.tsx'

export function NotFoundPage() {
  const { t } = useLanguage()
  return (
    <>
      <PageTitle mb="md">{t.notFound.title}</PageTitle>
      <Anchor component={Link} href="/">
        {t.notFound.home}
      </Anchor>
    </>
  )
}
