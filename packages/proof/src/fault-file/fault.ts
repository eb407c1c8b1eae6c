/** Faults: what one or two leaves prove against their batch, as the contract takes it. */
import type { Hex } from '@pumasi/domain'
import type { Header } from '../header.ts'
import type { UnitLeaf } from '../leaf.ts'

/** A unit leaf with its way to the chain: through the tree of its batch into the header. */
export interface UnitProof {
  readonly id: number
  readonly header: Header
  readonly leaf: UnitLeaf
  readonly proof: readonly Hex[]
}

/** What one or two leaves prove against their batch; of two, the batch of the later is voided. */
export type FaultProof =
  | { readonly fault: 'wrong-credit' | 'index-out-of-range'; readonly units: readonly [UnitProof] }
  | {
      readonly fault: 'index-reused' | 'duplicate-unit'
      readonly units: readonly [earlier: UnitProof, later: UnitProof]
    }

/** The batch that a fault voids. */
export const accusedOf = ({ units }: FaultProof): UnitProof => units.at(-1) as UnitProof
