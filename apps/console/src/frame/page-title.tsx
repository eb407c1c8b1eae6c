/** What a page is called: in its heading, and where the browser lists its tabs and history. */
import { Title } from '@mantine/core'
import type { TitleProps } from '@mantine/core'
import { useEffect } from 'react'
import { useLanguage } from '../language/language.tsx'

/** Names the tab while a page is shown; null for the page that stands for the whole site. */
export function useTabName(name: string | null): void {
  const { t } = useLanguage()
  useEffect(() => {
    document.title = name === null ? t.title : `${name} · ${t.title}`
    // Until another page has come and said its own.
    return () => {
      document.title = t.title
    }
  }, [name, t])
}

interface PageTitleProps extends Omit<TitleProps, 'order' | 'children'> {
  readonly children: string
}

/** The first heading of every page but the overview, whose own says what is going on. */
export function PageTitle({ children, ...props }: PageTitleProps) {
  useTabName(children)
  return (
    <Title order={1} {...props}>
      {children}
    </Title>
  )
}
