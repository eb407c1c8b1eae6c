/** Credit proof: what an account had earned at one batch, with its way to the chain. */
import type { Hex, Root } from '@pumasi/domain'
import type { Header } from './header.ts'
import { hashCreditLeaf } from './leaf.ts'
import type { CreditLeaf } from './leaf.ts'
import { rootByPath } from './merkle/tree.ts'

export interface CreditProof {
  readonly id: number
  readonly header: Header
  readonly leaf: CreditLeaf
  readonly proof: readonly Hex[]
}

/** True when the row is in the table of that header; whose header it is, only a chain can say. */
export const verifyCreditProof = (proof: CreditProof): boolean =>
  creditsRootBy(proof) === proof.header.creditsRoot

/** The root that the row and its proof lead to; null for a proof of other than nodes. */
export const creditsRootBy = ({ leaf, proof }: Pick<CreditProof, 'leaf' | 'proof'>): Root | null =>
  rootByPath(hashCreditLeaf(leaf), proof)
