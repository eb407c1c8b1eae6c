/** Which node and which ledger a visitor trusts: one choice for all pages of a tab. */
import { SimpleGrid, TextInput } from '@mantine/core'
import { isHex } from '@pumasi/domain'
import { useSyncExternalStore } from 'react'
import { useDescription } from '../ledger/description.ts'
import type { ChainPlace } from './questions.ts'
import { useChainWords } from './words.ts'

let typed: Partial<ChainPlace> = {}
const listeners = new Set<() => void>()

function choose(change: Partial<ChainPlace>): void {
  typed = { ...typed, ...change }
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export interface ChosenChain {
  readonly place: ChainPlace
  /** True when both can be asked. */
  readonly usable: boolean
  readonly isUrl: boolean
  readonly isLedger: boolean
}

/** What the visitor typed, else what the coordinator says of itself. */
export function useChosenChain(): ChosenChain {
  const description = useDescription()
  const own = useSyncExternalStore(listen, () => typed)
  const rpcUrl = (own.rpcUrl ?? description?.rpcUrl ?? '').trim()
  const ledger = (own.ledger ?? description?.ledger ?? '').trim()
  const isUrl = /^https?:\/\/\S+$/.test(rpcUrl)
  const isLedger = isHex(ledger.toLowerCase(), 20)
  return { place: { rpcUrl, ledger }, usable: isUrl && isLedger, isUrl, isLedger }
}

export function ChainFields({ chosen }: { readonly chosen: ChosenChain }) {
  const words = useChainWords()
  const { place, isLedger } = chosen
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <NodeField chosen={chosen} hint={words.rpcHint} />
      <TextInput
        label={words.ledger}
        description={words.ledgerHint}
        value={place.ledger}
        maxLength={60}
        error={place.ledger !== '' && !isLedger && words.ledgerWrong}
        onChange={({ currentTarget }) => choose({ ledger: currentTarget.value })}
      />
    </SimpleGrid>
  )
}

interface NodeFieldProps {
  readonly chosen: ChosenChain
  /** What it is asked, and what it learns by that. */
  readonly hint: string
}

export function NodeField({ chosen: { place, isUrl }, hint }: NodeFieldProps) {
  const words = useChainWords()
  return (
    <TextInput
      label={words.rpc}
      description={hint}
      value={place.rpcUrl}
      maxLength={500}
      error={place.rpcUrl !== '' && !isUrl && words.rpcWrong}
      onChange={({ currentTarget }) => choose({ rpcUrl: currentTarget.value })}
    />
  )
}
