/** An offer: what a wallet may change of an account on the chain, looked up before and after. */
import type { Account } from '@pumasi/domain'
import type { ActionReport } from '@pumasi/engine'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { askChain } from './ask-chain.ts'
import type { ChainPlace } from './questions.ts'

/** Questions whose answer has a transaction to send in it. */
type OfferName = 'credit' | 'revocation'

export function useOffer<Name extends OfferName>(name: Name, account: Account) {
  const [sent, setSent] = useState<ActionReport | null>(null)
  const looking = useMutation({
    mutationFn: async (place: ChainPlace) => ({
      place,
      answer: await askChain(name, place, { account }),
    }),
  })
  const { data: found, isPending, error } = looking
  return {
    ...{ found, isPending, error },
    /** What a block has of it; null until it was sent. */
    sent,
    look: (place: ChainPlace): void => {
      setSent(null)
      looking.mutate(place)
    },
    /** What the page says next is what the chain says, not what was to be expected. */
    noteSent: (report: ActionReport): void => {
      setSent(report)
      if (found !== undefined) looking.mutate(found.place)
    },
  }
}
