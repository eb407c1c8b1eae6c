/** A unit under adaptive replication, and its votes as the rules want them. */
import type { Digest } from '@pumasi/domain'
import type { WeighedVote } from '@pumasi/rules'
import { hexOf } from '../world/random.ts'
import type { SimAccount, SimOutput, SimUnit } from '../world/unit.ts'

export interface SimVote {
  readonly account: SimAccount
  readonly output: SimOutput
  /** The receipt's number in its account. */
  readonly seq: number
  readonly established: boolean
  readonly paid: boolean
}

export class AdaptiveUnit implements SimUnit {
  readonly id: number
  first: SimAccount | null = null
  firstAtMs = 0
  runs = 0
  /** Receipts that speak for it now, in the order in which they were sealed. */
  votes: SimVote[] = []
  /** Accounts that hold it or reported it, void or not: none of them gets it again. */
  readonly holders: SimAccount[] = []
  /** Several accounts run it. */
  checked = false
  believed: SimOutput | null = null

  constructor(id: number) {
    this.id = id
  }

  /** Its receipts are void: it begins anew with other accounts. */
  again(): void {
    this.votes = []
    this.checked = false
  }
}

const outputHash = (output: SimOutput): Digest =>
  hexOf(output < 0 ? 1 : 0, Math.abs(output)) as Digest

/** Votes with all fields that the rules compare; only the output ever differs here. */
export const weighedVotes = (votes: readonly SimVote[]): WeighedVote[] =>
  votes.map(({ account, output, established }) => ({
    account: account.id,
    outputHash: outputHash(output),
    exitClass: 'exited',
    fuel: 1_000_000n,
    rewriterVersion: 1,
    established,
  }))
