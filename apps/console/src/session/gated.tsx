/** What is shown only to those who may use it; the coordinator refuses everybody else anyway. */
import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { PageTitle } from '../frame/page-title.tsx'
import { useCaller } from './session.ts'
import { useSessionWords } from './words.ts'

interface GatedProps {
  readonly to: 'operator' | 'submitter'
  readonly children: ReactNode
}

export function Gated({ to, children }: GatedProps) {
  const words = useSessionWords()
  const caller = useCaller()
  if (caller === null) return null
  if (caller[to]) return children
  const { title, text } = caller.account === null ? words.nobody : words[to]
  return (
    <>
      <PageTitle>{title}</PageTitle>
      <Text my="sm">{text}</Text>
      <Anchor component={Link} href="/account">
        {words.title}
      </Anchor>
    </>
  )
}
