/** Pages that are loaded when they are opened: the first page does not wait for their code. */
import { Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { Suspense, lazy } from 'react'
import type { ComponentType } from 'react'
import { useLanguage } from '../language/language.tsx'

/** @param load imports a module whose default is the page */
export function lazyPage<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  const Page = lazy<ComponentType<Props>>(() =>
    load().catch(() => ({ default: PageMissing as ComponentType<Props> })),
  )
  return (props) => (
    <Suspense fallback={<PageComing />}>
      <Page {...props} />
    </Suspense>
  )
}

function PageComing() {
  const { t } = useLanguage()
  return (
    <>
      <VisuallyHidden role="status">{t.loading}</VisuallyHidden>
      <Skeleton h={48} radius="lg" mb="lg" />
      <Skeleton h={320} radius="lg" />
    </>
  )
}

function PageMissing() {
  const { t } = useLanguage()
  return <Text role="alert">{t.pageMissing}</Text>
}
