/** A challenge: the leaf shown, its unit executed again here, and a bond put on the difference. */
import { GridError } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { describePlace, proveLeaf, reexecuteLeaf } from '@pumasi/engine'
import type { DisputeTerms, Finding, LeafPorts, LedgerActions } from '@pumasi/engine'
import type { LedgerActs, LedgerDisputes, Rehearsal, WantedUnit } from '@pumasi/engine'
import type { Outcome, UnitProof } from '@pumasi/proof'

export interface Raised {
  /** `right` when what was committed came out here too: nothing was sent then. */
  readonly verdict: 'right' | 'wrong' | 'challenged'
  readonly shown: UnitProof
  readonly here: Outcome
  readonly terms: DisputeTerms
  /** Unix seconds from which nothing can be ruled on it. */
  readonly horizon: number
  /** Null when nobody was named who would pay. */
  readonly foreseen: Rehearsal | null
  readonly txHash: Hex | null
}

export interface RaiseParts extends LeafPorts {
  readonly disputes: LedgerDisputes
  /** Null when nobody was named who would pay. */
  readonly rehearsal: LedgerActs<Rehearsal> | null
  /** Null to send nothing. */
  readonly actions: LedgerActions | null
}

/**
 * Challenges a unit whose output comes out otherwise here.
 * @throws `LEAF_NOT_PROVEN`, `NOT_REEXECUTED`, `LEDGER_REFUSED` and what the chain throws
 */
export async function raiseChallenge(
  { disputes, rehearsal, actions, ...ports }: RaiseParts,
  wanted: WantedUnit,
): Promise<Raised> {
  const shown = await proveLeaf(ports, wanted)
  const executed = await reexecuteLeaf(ports, shown.id, shown.leaf)
  if ('finding' in executed) throw notReexecuted(executed.finding)
  const terms = await disputes.fetchTerms()
  const horizon = shown.header.committedAt + terms.horizonSeconds
  const told = { shown, here: executed.outcome, terms, horizon }
  if (executed.right) return { verdict: 'right', ...told, foreseen: null, txHash: null }
  // Rehearsed first, so that nobody pays for a refusal.
  const foreseen = (await rehearsal?.challenge(shown, terms.bondWei)) ?? null
  if (actions === null) return { verdict: 'wrong', ...told, foreseen, txHash: null }
  const { txHash } = await actions.challenge(shown, terms.bondWei)
  return { verdict: 'challenged', ...told, foreseen, txHash }
}

const notReexecuted = ({ code, place, found, expected }: Finding): GridError =>
  new GridError(
    'NOT_REEXECUTED',
    `cannot execute it again: ${code} at ${describePlace(place)}, found ${found}, expected ${expected}`,
    { hint: 'Give another mirror, or the version of Pumasi that the batch was made with.' },
  )
