/** Open challenges brought to their end by what attestors signed. */
import { isGridError } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import type { Challenge, LedgerActions, LedgerActs, LedgerDisputes } from '@pumasi/engine'
import type { CommittedBatch, DisputeTerms, LedgerOffice, LedgerReader } from '@pumasi/engine'
import type { Rehearsal } from '@pumasi/engine'
import { outcomeDigest, quorumSignatures, recoverRuler } from '@pumasi/proof'
import type { RulingFile, SigningDomain } from '@pumasi/proof'

/** What became of one challenge. */
export type Settled = Pick<Challenge, 'batchId' | 'unit'> &
  (
    | ({ readonly verdict: 'can be settled'; readonly ends: Ending } & Rehearsal)
    | { readonly verdict: 'settled'; readonly ends: Ending; readonly txHash: Hex }
    | { readonly verdict: 'waiting'; readonly signed: number; readonly quorum: number }
    | { readonly verdict: 'refused'; readonly reason: string }
  )

/** Upheld and rejected by a ruling; returned after another void; lost when nobody ruled in time. */
type Ending = 'upheld' | 'rejected' | 'returned' | 'lost'

export interface SettleParts {
  readonly ledger: LedgerReader & LedgerOffice
  readonly disputes: LedgerDisputes
  readonly rehearsal: LedgerActs<Rehearsal>
  /** Null to send nothing. */
  readonly actions: LedgerActions | null
}

/** Settles each open challenge that can be; the others wait. @throws what the chain throws */
export async function settleChallenges(
  parts: SettleParts,
  rulings: readonly RulingFile[],
): Promise<readonly Settled[]> {
  const { ledger, disputes } = parts
  const { chainId, address } = await ledger.identify()
  const domain = { chainId, ledger: address }
  const terms = await disputes.fetchTerms()
  const outcomes: Settled[] = []
  for (const challenge of (await disputes.fetchChallenges(null)).challenges) {
    const { batchId, unit } = challenge
    // A ruling before may have voided its batch.
    const [batch] = await ledger.fetchBatches(batchId, batchId)
    if (batch === undefined) continue
    const { state } = await ledger.fetchStanding(batch)
    const own = rulings.filter((one) => one.batchId === batchId && one.outcome.unit === unit)
    const step =
      state === 'voided' || state === 'final'
        ? closing(batch, challenge, state)
        : ruling(batch, challenge, own, terms, domain)
    const told = { batchId, unit }
    if (typeof step === 'number')
      outcomes.push({ ...told, verdict: 'waiting', signed: step, quorum: terms.rulingQuorum })
    else outcomes.push({ ...told, ...(await perform(parts, step)) })
  }
  return outcomes
}

interface Step {
  readonly ends: Ending
  readonly act: <Outcome>(acts: LedgerActs<Outcome>) => Promise<Outcome>
}

const closing = (
  { id, header }: CommittedBatch,
  { unit }: Challenge,
  state: 'voided' | 'final',
): Step => ({
  ends: state === 'voided' ? 'returned' : 'lost',
  act: (acts) => acts.closeChallenge({ id, header }, unit),
})

/** The outcome that a quorum signed; else how many have signed the one most agree on. */
function ruling(
  { id, header }: CommittedBatch,
  { leaf }: Challenge,
  own: readonly RulingFile[],
  { attestors, rulingQuorum }: DisputeTerms,
  domain: SigningDomain,
): Step | number {
  const known = new Set(attestors)
  const byOutcome = Map.groupBy(own, ({ outcome }) => outcomeDigest(outcome, domain))
  let most = 0
  for (const [digest, files] of byOutcome) {
    const given = files.map(({ signature }) => signature)
    const signatures = quorumSignatures(digest, given, known, rulingQuorum)
    const [first] = files
    if (signatures !== null && first !== undefined && leaf !== null) {
      const { outcome } = first
      const right = outcome.outputHash === leaf.outputHash && outcome.fuel === leaf.fuel
      return {
        ends: right ? 'rejected' : 'upheld',
        act: (acts) => acts.rule({ id, header, leaf, outcome, signatures }),
      }
    }
    const signers = files.map(({ outcome, signature }) => recoverRuler(outcome, signature, domain))
    const distinct = new Set(signers.filter((signer) => signer !== null && known.has(signer)))
    most = Math.max(most, distinct.size)
  }
  return most
}

async function perform({ rehearsal, actions }: SettleParts, { ends, act }: Step) {
  try {
    const foreseen = await act(rehearsal)
    if (actions === null) return { verdict: 'can be settled', ends, ...foreseen } as const
    const { txHash } = await act(actions)
    return { verdict: 'settled', ends, txHash } as const
  } catch (error) {
    if (!isGridError(error, 'LEDGER_REFUSED')) throw error
    return { verdict: 'refused', reason: error.message } as const
  }
}
