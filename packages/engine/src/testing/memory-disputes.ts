/** LedgerDisputes in memory: challenges are put there and taken away by hand. */
import type { Challenge, LedgerDisputes } from '../ports/disputes.ts'

export interface MemoryDisputes extends LedgerDisputes {
  /** Brings a challenge, in a block of its own. */
  readonly bring: (challenge: Challenge) => void
  readonly settle: (challenge: Challenge) => void
}

export function createMemoryDisputes(): MemoryDisputes {
  const brought: Challenge[] = []
  const settled = new Set<Challenge>()
  const find = ({ batchId, unit }: Pick<Challenge, 'batchId' | 'unit'>): Challenge | undefined =>
    brought.find((one) => one.batchId === batchId && one.unit === unit && !settled.has(one))
  return {
    bring: (challenge) => void brought.push(challenge),
    settle: (challenge) => void settled.add(challenge),
    fetchTerms: async () => ({
      ...{ bondWei: 5n, potWei: 0n, attestors: [], rulingQuorum: 2, horizonSeconds: 60 },
    }),
    fetchChallenges: async (since) => ({
      challenges: brought.filter(
        (one, block) => block >= (since?.blockNumber ?? 0) && !settled.has(one),
      ),
      readTo: { blockNumber: brought.length, blockHash: '0x' },
    }),
    isOpen: async (challenge) => find(challenge) !== undefined,
    fetchWithdrawable: async () => 0n,
  }
}
