/** Credit proof: what an account had earned at one batch, with its way to the chain. */
import type { Hex } from '@pumasi/domain'
import type { Header } from './header.ts'
import { hashCreditLeaf } from './leaf.ts'
import type { CreditLeaf } from './leaf.ts'
import { verifyInclusion } from './merkle/tree.ts'

export interface CreditProof {
  readonly id: number
  readonly header: Header
  readonly leaf: CreditLeaf
  readonly proof: readonly Hex[]
}

/** True when the row is in the table of that header; whose header it is, only a chain can say. */
export const verifyCreditProof = ({ header, leaf, proof }: CreditProof): boolean =>
  verifyInclusion(header.creditsRoot, hashCreditLeaf(leaf), proof)
