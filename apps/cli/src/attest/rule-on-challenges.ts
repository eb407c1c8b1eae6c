/** An attestor's part in challenges: executes the units again and signs what came out. */
import { toErrorShape } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { createAttempts, describePlace, reexecuteLeaf } from '@pumasi/engine'
import type { Challenge, Clock, LeafPorts, LedgerDisputes, ReadTo } from '@pumasi/engine'
import { accountOfKey, signOutcome } from '@pumasi/proof'
import type { SigningDomain } from '@pumasi/proof'
import { writeRuling } from '../ledger/ruling-files.ts'
import { nextStepOf } from './next-step.ts'

export interface RulingParts extends LeafPorts {
  readonly disputes: LedgerDisputes
  readonly key: Hex
  readonly domain: SigningDomain
  /** Where rulings are put for whoever gathers them. */
  readonly folder: string
  readonly clock: Clock
}

/** What became of one challenge; no `file` while there is nothing to sign. */
export interface Ruled extends Pick<Challenge, 'batchId' | 'unit'> {
  /** What the attestor got is what was committed; null when it got nothing. */
  readonly right: boolean | null
  readonly file: string | null
  readonly reason: string | null
  /** What to do where there is none, and milliseconds until the unit is executed again. */
  readonly nextStep: string | null
  readonly againInMs: number | null
}

/**
 * Answers what is new at each look: rulings made, and reasons there is none, each said once. What
 * could not be executed rests for longer every time before it is executed again.
 */
export function createRuler(parts: RulingParts): () => Promise<readonly Ruled[]> {
  const { disputes } = parts
  const attempts = createAttempts(parts.clock)
  const open = new Map<string, Challenge>()
  const told = new Map<string, string>()
  /** What was ruled on is told again by the chain, and not executed again. */
  const ruledOn = new Set<string>()
  let readTo: ReadTo | null = null
  return async () => {
    const read = await disputes.fetchChallenges(readTo)
    readTo = read.readTo
    for (const challenge of read.challenges) {
      const name = nameOf(challenge)
      if (!ruledOn.has(name)) open.set(name, challenge)
    }
    const news: Ruled[] = []
    for (const [name, challenge] of open) {
      if (!(await disputes.isOpen(challenge))) {
        open.delete(name)
        told.delete(name)
        attempts.forget(name)
        continue
      }
      if (!attempts.isDue(name)) continue
      const ruled = await rule(parts, challenge)
      if (ruled.file !== null) {
        open.delete(name)
        ruledOn.add(name)
        attempts.forget(name)
        news.push({ ...ruled, againInMs: null })
        continue
      }
      const againInMs = attempts.failed(name)
      if (told.get(name) !== ruled.reason) news.push({ ...ruled, againInMs })
      told.set(name, ruled.reason ?? '')
    }
    return news
  }
}

const nameOf = ({ batchId, unit }: Challenge): string => `${batchId} ${unit}`

type Tried = Omit<Ruled, 'againInMs'>

const noRuling = (
  { batchId, unit }: Challenge,
  why: Record<'reason' | 'nextStep', string>,
): Tried => ({ batchId, unit, right: null, file: null, ...why })

/** What goes wrong with one challenge is said and keeps the others from nothing. */
async function rule(parts: RulingParts, challenge: Challenge): Promise<Tried> {
  try {
    return await ruleOn(parts, challenge)
  } catch (error) {
    const { code, message, hint, retryable } = toErrorShape(error)
    // A node that is away is away for all of them.
    if (retryable) throw error
    const nextStep = hint ?? `docs/errors.md says what ${code} means.`
    return noRuling(challenge, { reason: `${code}: ${message}`, nextStep })
  }
}

async function ruleOn(parts: RulingParts, challenge: Challenge): Promise<Tried> {
  const { batchId, unit, leaf } = challenge
  if (leaf === null) {
    return noRuling(challenge, {
      reason: 'another contract brought the challenge and hides its leaf',
      nextStep: 'Nothing to do: the challenger has to bring it in a transaction of their own.',
    })
  }
  const executed = await reexecuteLeaf(parts, batchId, leaf)
  if ('finding' in executed) {
    const { code, place, found, expected } = executed.finding
    const where = describePlace(place)
    return noRuling(challenge, {
      reason: `${code} at ${where}: found ${found}, expected ${expected}`,
      nextStep: nextStepOf(executed.finding),
    })
  }
  const { key, domain, folder } = parts
  const { outcome, right } = executed
  const signature = signOutcome(outcome, domain, key)
  const file = await writeRuling(folder, accountOfKey(key), {
    ...{ format: 'pumasi-ruling', version: 1, chain: domain },
    ...{ batchId, outcome, signature },
  })
  return { batchId, unit, right, file, reason: null, nextStep: null }
}
