/** Which node and which ledger a visitor trusts: one choice for all pages, until the tab is closed. */
import { SimpleGrid, TextInput } from '@mantine/core'
import { isHex } from '@pumasi/domain'
import { useState } from 'react'
import { useDescription } from '../ledger/description.ts'
import type { ChainPlace } from './questions.ts'
import { useChainWords } from './words.ts'

let typedBefore: Partial<ChainPlace> = {}

export interface ChosenChain {
  readonly place: ChainPlace
  /** True when both can be asked. */
  readonly usable: boolean
  readonly isUrl: boolean
  readonly isLedger: boolean
  readonly choose: (change: Partial<ChainPlace>) => void
}

/** What the visitor typed, else what the coordinator says of itself. */
export function useChosenChain(): ChosenChain {
  const description = useDescription()
  const [typed, setTyped] = useState(typedBefore)
  const rpcUrl = (typed.rpcUrl ?? description?.rpcUrl ?? '').trim()
  const ledger = (typed.ledger ?? description?.ledger ?? '').trim()
  const isUrl = /^https?:\/\/\S+$/.test(rpcUrl)
  const isLedger = isHex(ledger.toLowerCase(), 20)
  const choose = (change: Partial<ChainPlace>): void => {
    typedBefore = { ...typed, ...change }
    setTyped(typedBefore)
  }
  return { place: { rpcUrl, ledger }, usable: isUrl && isLedger, isUrl, isLedger, choose }
}

export function ChainFields({ chosen }: { readonly chosen: ChosenChain }) {
  const words = useChainWords()
  const { place, isUrl, isLedger, choose } = chosen
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <TextInput
        label={words.rpc}
        description={words.rpcHint}
        value={place.rpcUrl}
        maxLength={500}
        error={place.rpcUrl !== '' && !isUrl && words.rpcWrong}
        onChange={({ currentTarget }) => choose({ rpcUrl: currentTarget.value })}
      />
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
