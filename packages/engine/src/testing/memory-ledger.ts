/** A ledger in memory that keeps real headers, and can lose blocks or the answer to a commit. */
import { GridError, digestOf, utf8 } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { headerDigest } from '@pumasi/proof'
import type { BatchContent, Revocation } from '@pumasi/proof'
import { firstDifference } from '../coordinator/commit-batches.ts'
import type { Clock } from '../ports/environment.ts'
import { unattested } from '../ports/ledger.ts'
import type { BatchVoid, CommittedBatch, Ledger, LedgerIdentity, Staff } from '../ports/ledger.ts'

export const testIdentity: LedgerIdentity = {
  chainId: 31_337n,
  address: `0x${'1e'.repeat(20)}` as Account,
  genesis: `0x${'00'.repeat(32)}`,
  fuelPerCreditMicro: 1_000n,
}

export interface MemoryLedger extends Ledger {
  /** The chain as it stands; tests read and rewrite it. */
  readonly batches: CommittedBatch[]
  /** Makes blocks until the chain has so many. */
  mineTo(blockNumber: number): void
  /** Gives signing to these accounts, so many of whom each commit needs. */
  appoint(attestors: readonly Account[], commitQuorum: number): void
  /** Voids a batch, in a block of its own. */
  void(id: number, how?: Partial<Pick<BatchVoid, 'fault' | 'units'>>): void
  /** Ends every delegation of an account. */
  revoke(account: Account): void
  /** The next commit reaches the chain, but its sender never hears of it. */
  loseNextAnswer(): void
}

/** The chain's blocks, for whoever reads it. */
export const blockHashOf = (blockNumber: number): Hex => digestOf(utf8(`block ${blockNumber}`))

/** What the chain would hold after `content` was committed on top of `batches`. */
export function nextBatch(
  batches: readonly CommittedBatch[],
  content: BatchContent,
  committedAt: number,
  identity: LedgerIdentity = testIdentity,
): CommittedBatch {
  const id = batches.length + 1
  const header = { ...content, prev: batches.at(-1)?.digest ?? identity.genesis, committedAt }
  const digest = headerDigest(header)
  const txHash: Hex = digestOf(utf8(`transaction ${digest} ${committedAt}`))
  return { id, header, digest, txHash, blockNumber: 100 + id }
}

export function createMemoryLedger(
  clock: Clock,
  identity: LedgerIdentity = testIdentity,
): MemoryLedger {
  const batches: CommittedBatch[] = []
  let losing = false
  const voids: (BatchVoid & { readonly tablesFrom: number })[] = []
  const epochs = new Map<Account, number>()
  const revocations: (Revocation & { readonly blockNumber: number })[] = []
  let staff: Staff = { committer: identity.address, attestors: [], commitQuorum: 0 }
  let height = 100
  const top = (): number => Math.max(height, batches.at(-1)?.blockNumber ?? 0)
  return {
    batches,
    mineTo: (blockNumber) => {
      height = blockNumber
    },
    fetchBlockHash: async (blockNumber) => (blockNumber > top() ? null : blockHashOf(blockNumber)),
    hastenBlock: async () => {
      height = top() + 1
    },
    loseNextAnswer: () => {
      losing = true
    },
    appoint: (attestors, commitQuorum) => {
      staff = { ...staff, attestors: attestors.toSorted(), commitQuorum }
    },
    void: (batchId, { fault = 'wrong-credit', units = [] } = {}) => {
      height = top() + 1
      const tablesFrom = batches.length + 1
      voids.push({ batchId, fault, units, blockNumber: height, tablesFrom })
    },
    fetchStaff: async () => staff,
    fetchLastVoided: async () => voids.at(-1)?.batchId ?? 0,
    fetchVoids: async () => voids.map(({ tablesFrom: _, ...one }) => one),
    fetchStanding: async ({ id, header: { committedAt: finalAt } }) => ({
      state: voids.some(({ batchId }) => batchId === id) ? 'voided' : 'final',
      finalAt,
    }),
    fetchWitness: async () => ({ gasUsed: 58_932n, feeWei: 58_932n, attestors: [] }),
    isTableSound: async (id) =>
      !voids.some(({ batchId, tablesFrom }) => id >= batchId && id < tablesFrom),
    fetchAccount: async (account) => ({
      ...{ balanceMicro: 0n, syncedTo: 0, epoch: epochs.get(account) ?? 0 },
    }),
    revoke: (account) => {
      const epoch = (epochs.get(account) ?? 0) + 1
      epochs.set(account, epoch)
      height = top() + 1
      const revokedAt = Math.floor(clock.nowMs() / 1000)
      revocations.push({ account, epoch, revokedAt, blockNumber: height })
    },
    fetchRevocations: async (fromBlock) => ({
      revocations: revocations.filter(({ blockNumber }) => blockNumber >= fromBlock),
      nextBlock: top() + 1,
    }),
    identify: async () => identity,
    fetchHead: async () => ({
      ...{ blockNumber: top(), minedAt: Math.floor(clock.nowMs() / 1000) },
    }),
    fetchBatchCount: async () => batches.length,
    fetchBatches: async (from, to) => batches.slice(from - 1, to),
    commitBatch: async (id, content, { voided, signatures } = unattested) => {
      const known = batches[id - 1]
      if (known !== undefined && firstDifference(content, known.header) !== null) {
        throw new GridError('LEDGER_CONTRADICTS', `found other content in batch ${id}`)
      }
      if (known === undefined && id !== batches.length + 1) {
        throw new GridError(
          'LEDGER_UNKNOWN_BATCH',
          `found ${batches.length} batches, not ${id - 1}`,
        )
      }
      const heard = voided === (voids.at(-1)?.batchId ?? 0)
      if (known === undefined && (!heard || signatures.length !== staff.commitQuorum)) {
        throw new GridError('LEDGER_REFUSED', 'found another void or too few signatures')
      }
      const committedAt = Math.floor(clock.nowMs() / 1000)
      const next = nextBatch(batches, content, committedAt, identity)
      const batch = known ?? { ...next, blockNumber: top() + 1 }
      if (known === undefined) batches.push(batch)
      if (losing) {
        losing = false
        throw new GridError('CHAIN_UNREACHABLE', 'found no answer', { retryable: true })
      }
      const sentAtMs = clock.nowMs()
      const timing = { sentAtMs, inclusionMs: 0, confirmationMs: 0, transactions: 1 }
      const cost = { gasUsed: 58_932n, feeWei: 58_932_000_000_000n }
      return { ...batch, ...cost, timing: known === undefined ? timing : null }
    },
  }
}
