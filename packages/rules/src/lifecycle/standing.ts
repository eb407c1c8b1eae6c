/** Standing: what a settled unit means for one receipt, with the reason a contributor reads. */
import type { Receipt } from '@pumasi/proof'
import type { Verdict } from '../policy/quorum.ts'
import type { Refusal, Standing, Unit } from './records.ts'

/** What a receipt claims, as a verdict has it. */
export const verdictOf = ({ outputHash, exitClass, fuel, rewriterVersion }: Receipt): Verdict => ({
  outputHash,
  exitClass,
  fuel,
  rewriterVersion,
})

/** Credited when every field of the verdict agrees; refused by the first that does not. */
export function standingOf(
  receipt: Receipt,
  { state, verdict, failure }: Unit,
): { readonly standing: Standing; readonly refusal: Refusal | null } {
  if (state === 'open') return { standing: 'pending', refusal: null }
  if (verdict === null) {
    const found = failure ?? state
    return refused({ code: 'UNIT_FAILED', found, expected: 'a unit that is believed' })
  }
  const fields = [
    ['EXIT_CLASS_DIFFERS', receipt.exitClass, verdict.exitClass],
    ['OUTPUT_DIFFERS', receipt.outputHash, verdict.outputHash],
    ['VERSION_DIFFERS', String(receipt.rewriterVersion), String(verdict.rewriterVersion)],
    ['FUEL_DIFFERS', String(receipt.fuel), String(verdict.fuel)],
  ] as const
  const first = fields.find(([, found, expected]) => found !== expected)
  if (first === undefined) return { standing: 'credited', refusal: null }
  const [code, found, expected] = first
  return refused({ code, found, expected })
}

const refused = (refusal: Refusal) => ({ standing: 'refused' as const, refusal })

/** A refusal in one sentence. */
export function explainRefusal({ code, found, expected }: Refusal): string {
  const meaning: Record<Refusal['code'], string> = {
    EXIT_CLASS_DIFFERS: 'the execution ended otherwise than the accounts that agree say',
    OUTPUT_DIFFERS: 'the output differs from the one the accounts that agree reported',
    FUEL_DIFFERS: 'the fuel differs from the one the accounts that agree metered',
    VERSION_DIFFERS: 'the unit was believed under another rewriter version',
    UNIT_FAILED: 'the unit was given up, so nobody is credited',
    VOID: 'a later check of the account failed, so others run the unit',
    ON_PAROLE: 'confirmed, but unpaid: the account works off a failed check',
  }
  return `${meaning[code]} (found ${found}, expected ${expected})`
}
