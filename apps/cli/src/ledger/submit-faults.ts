/** Faults brought to the contract: each is rehearsed first, so that nobody pays for a refusal. */
import { isGridError } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import type { LedgerActions, LedgerActs, Rehearsal } from '@pumasi/engine'
import { accusedOf } from '@pumasi/proof'
import type { FaultProof } from '@pumasi/proof'

/** What became of one fault. */
export type FaultOutcome = { readonly fault: FaultProof['fault']; readonly batchId: number } & (
  | ({ readonly verdict: 'holds' } & Rehearsal)
  | {
      readonly verdict: 'voided'
      readonly txHash: Hex
      readonly gas: bigint
      readonly feeWei: bigint
    }
  /** Nothing left to do. */
  | { readonly verdict: 'voided before' }
  | { readonly verdict: 'refused'; readonly reason: string }
)

/**
 * Rehearses each fault, and submits what holds when there is somebody to pay.
 * @throws what the chain throws when it cannot be asked
 */
export async function submitFaults(
  faults: readonly FaultProof[],
  rehearsal: LedgerActs<Rehearsal>,
  actions: LedgerActions | null,
  onOutcome: (outcome: FaultOutcome) => void = () => {},
): Promise<readonly FaultOutcome[]> {
  const outcomes: FaultOutcome[] = []
  // In order: an earlier void may leave nothing of a later fault.
  for (const proof of faults) {
    const told = { fault: proof.fault, batchId: accusedOf(proof).id }
    const outcome = { ...told, ...(await submit(proof, rehearsal, actions)) }
    outcomes.push(outcome)
    onOutcome(outcome)
  }
  return outcomes
}

async function submit(
  proof: FaultProof,
  rehearsal: LedgerActs<Rehearsal>,
  actions: LedgerActions | null,
) {
  try {
    const foreseen = await rehearsal.proveFault(proof)
    if (actions === null) return { verdict: 'holds', ...foreseen } as const
    const { txHash, gasUsed: gas, feeWei } = await actions.proveFault(proof)
    return { verdict: 'voided', txHash, gas, feeWei } as const
  } catch (error) {
    if (!isGridError(error, 'LEDGER_REFUSED')) throw error
    if (
      error.details.reason === 'AlreadyVoided' &&
      error.details.id === String(accusedOf(proof).id)
    )
      return { verdict: 'voided before' } as const
    return { verdict: 'refused', reason: error.message } as const
  }
}
