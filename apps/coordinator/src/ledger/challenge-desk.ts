/**
 * Challenge desk: units that somebody put a bond on, as the contract has them, for whoever looks.
 *
 * The chain is asked at most every few seconds, however many look at once, and only about blocks
 * that were not read before; what was open is asked about again, since a ruling closes it.
 */
import type { Challenge, Clock, DisputeTerms, LedgerDisputes, ReadTo } from '@pumasi/engine'
import type { LedgerChallengesView } from '@pumasi/protocol'

const FRESH_MS = 5_000
/** Each costs its challenger a bond, and is shown on one page. */
const SHOWN_MAX = 100

export interface ChallengeDesk {
  /** @throws what the chain does */
  readonly open: () => Promise<LedgerChallengesView>
}

export interface ChallengeDeskParts {
  readonly disputes: LedgerDisputes
  readonly clock: Clock
}

const keyOf = ({ batchId, unit }: Challenge): string => `${batchId} ${unit}`

export function createChallengeDesk({ disputes, clock }: ChallengeDeskParts): ChallengeDesk {
  const known = new Map<string, Challenge>()
  let readTo: ReadTo | null = null
  let answer: Promise<LedgerChallengesView> | null = null
  let untilMs = 0

  const refresh = async (): Promise<LedgerChallengesView> => {
    const before = [...known]
    const [terms, read] = await Promise.all([
      disputes.fetchTerms(),
      disputes.fetchChallenges(readTo),
    ])
    for (const challenge of read.challenges) known.set(keyOf(challenge), challenge)
    const isOpen = await Promise.all(before.map(([, challenge]) => disputes.isOpen(challenge)))
    for (const [index, [key]] of before.entries()) if (isOpen[index] === false) known.delete(key)
    // Last: what failed on the way is read again.
    readTo = read.readTo
    return toView(terms, [...known.values()])
  }

  return {
    open: () => {
      if (answer !== null && untilMs > clock.nowMs()) return answer
      untilMs = clock.nowMs() + FRESH_MS
      const asked = refresh()
      answer = asked
      // The next to look asks again, and is not told an old failure.
      asked.catch(() => {
        if (answer === asked) answer = null
      })
      return asked
    },
  }
}

function toView(
  { bondWei, rulingQuorum, horizonSeconds }: DisputeTerms,
  challenges: readonly Challenge[],
): LedgerChallengesView {
  const newestFirst = challenges.toSorted((a, b) => b.batchId - a.batchId)
  return {
    ...{ bondWei, rulingQuorum, horizonSeconds },
    open: newestFirst.slice(0, SHOWN_MAX).map(({ batchId, challenger, leaf }) => ({
      ...{ batchId, challenger },
      unit: leaf && { jobId: leaf.jobId, unitIndex: leaf.unitIndex },
    })),
    total: newestFirst.length,
  }
}
