import { Text } from '@mantine/core'
import { useLanguage } from '../language/language.tsx'
import type { KnownEpoch } from './read-epoch.ts'
import { useChainWords } from './words.ts'

/** For which epoch a wallet signed, and by whose word. */
export function EpochText({ known: { epoch, node } }: { readonly known: KnownEpoch }) {
  const { f } = useLanguage()
  const words = useChainWords()
  return (
    <Text size="sm" c="dimmed">
      {node === null ? words.epochFirst : words.epochBy(f.integer(epoch), node)}
    </Text>
  )
}
