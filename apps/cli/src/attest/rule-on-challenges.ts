/** An attestor's part in challenges: executes the units again and signs what came out. */
import { toErrorShape } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { describePlace, reexecuteLeaf } from '@pumasi/engine'
import type { Challenge, LeafPorts, LedgerDisputes } from '@pumasi/engine'
import { accountOfKey, signOutcome } from '@pumasi/proof'
import type { SigningDomain } from '@pumasi/proof'
import { writeRuling } from '../ledger/ruling-files.ts'

export interface RulingParts extends LeafPorts {
  readonly disputes: LedgerDisputes
  readonly key: Hex
  readonly domain: SigningDomain
  /** Where rulings are put for whoever gathers them. */
  readonly folder: string
}

/** What became of one challenge; no `file` while there is nothing to sign. */
export interface Ruled extends Pick<Challenge, 'batchId' | 'unit'> {
  /** What the attestor got is what was committed; null when it got nothing. */
  readonly right: boolean | null
  readonly file: string | null
  readonly reason: string | null
}

/** Answers what is new at each look: rulings made, and reasons there is none, each said once. */
export function createRuler(parts: RulingParts): () => Promise<readonly Ruled[]> {
  const { disputes } = parts
  const open = new Map<string, Challenge>()
  const told = new Map<string, string>()
  /** What was ruled on is told again by the chain, and not executed again. */
  const ruledOn = new Set<string>()
  let nextBlock = 0
  return async () => {
    const read = await disputes.fetchChallenges(nextBlock)
    nextBlock = read.nextBlock
    for (const challenge of read.challenges) {
      const name = nameOf(challenge)
      if (!ruledOn.has(name)) open.set(name, challenge)
    }
    const news: Ruled[] = []
    for (const [name, challenge] of open) {
      if (!(await disputes.isOpen(challenge))) {
        open.delete(name)
        continue
      }
      const ruled = await rule(parts, challenge)
      // What could not be executed is tried at the next look.
      if (ruled.file !== null && open.delete(name)) ruledOn.add(name)
      if (ruled.file !== null || told.get(name) !== ruled.reason) news.push(ruled)
      told.set(name, ruled.reason ?? '')
    }
    return news
  }
}

const nameOf = ({ batchId, unit }: Challenge): string => `${batchId} ${unit}`

/** What goes wrong with one challenge is said and keeps the others from nothing. */
async function rule(parts: RulingParts, challenge: Challenge): Promise<Ruled> {
  const { batchId, unit } = challenge
  try {
    return await ruleOn(parts, challenge)
  } catch (error) {
    const { code, message, retryable } = toErrorShape(error)
    // A node that is away is away for all of them.
    if (retryable) throw error
    return { batchId, unit, right: null, file: null, reason: `${code}: ${message}` }
  }
}

async function ruleOn(parts: RulingParts, { batchId, unit, leaf }: Challenge): Promise<Ruled> {
  const nothing = { batchId, unit, right: null, file: null }
  if (leaf === null)
    return { ...nothing, reason: 'another contract brought the challenge and hides its leaf' }
  const executed = await reexecuteLeaf(parts, batchId, leaf)
  if ('finding' in executed) {
    const { code, place, found, expected } = executed.finding
    const where = describePlace(place)
    return { ...nothing, reason: `${code} at ${where}: found ${found}, expected ${expected}` }
  }
  const { key, domain, folder } = parts
  const { outcome, right } = executed
  const signature = signOutcome(outcome, domain, key)
  const file = await writeRuling(folder, accountOfKey(key), {
    ...{ format: 'pumasi-ruling', version: 1, chain: domain },
    ...{ batchId, outcome, signature },
  })
  return { batchId, unit, right, file, reason: null }
}
