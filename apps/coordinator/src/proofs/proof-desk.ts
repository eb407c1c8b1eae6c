/**
 * Proof desk: proves units and credit to whoever asks.
 *
 * Each reads a whole bundle, so few are made at a time. What is handed out is checked by whoever
 * gets it, exactly as a file from anybody is.
 */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { findSyncable, proveCredit, proveUnitOf } from '@pumasi/engine'
import type { BlobReader, GridView, LedgerOffice, LedgerReader, WantedUnit } from '@pumasi/engine'
import { encodeProofFile } from '@pumasi/proof'
import type { CreditProof } from '@pumasi/proof'
import { createGate } from '../limits/gate.ts'

const GATE = { workingMax: 1, waitingMax: 20, waitMs: 10_000 }
/**
 * After each proof the desk rests so many times as long as it took: anybody may ask, and the thread
 * is the hosts'. One of a batch of 1,000 units takes it for 0.15 s in all (2026-11); what takes
 * much longer has mostly waited for the chain's node.
 */
const RESTS = 4
const REST_MS_MAX = 2_000

export interface ProofDesk {
  /**
   * The text of a proof file.
   * @throws `UNIT_NOT_PROVEN`, `PROOF_INCOMPLETE`, `COORDINATOR_BUSY`, what a ledger reader throws
   */
  readonly prove: (unit: WantedUnit) => Promise<string>
  /**
   * An account's credit by the table of a batch, or by the newest that a sync takes; null when
   * there is no such batch or no row of the account in it.
   * @throws `CREDIT_UNPROVEN`, `COORDINATOR_BUSY`, what a ledger reader throws
   */
  readonly proveCredit: (
    account: Account,
    batchId: number | undefined,
  ) => Promise<CreditProof | null>
}

export interface ProofParts {
  readonly ledger: LedgerReader & LedgerOffice
  readonly blobs: BlobReader
  readonly view: Pick<GridView, 'fetchUnits'>
}

export function createProofDesk({ ledger, blobs, view }: ProofParts): ProofDesk {
  const gate = createGate('proofs', GATE)
  const mirror = {
    place: 'this coordinator',
    fetchBytes: blobs.fetchBlob.bind(blobs),
  }
  const atTheDesk = async <T>(work: () => Promise<T>): Promise<T> => {
    const leave = await gate.enter()
    const startedAt = performance.now()
    try {
      return await work()
    } finally {
      const restMs = RESTS * (performance.now() - startedAt)
      setTimeout(leave, Math.min(restMs, REST_MS_MAX)).unref()
    }
  }
  const findBatch = async (batchId: number | undefined) => {
    if (batchId === undefined) return findSyncable(ledger)
    const there = batchId <= (await ledger.fetchBatchCount())
    return there ? (await ledger.fetchBatches(batchId, batchId))[0] : undefined
  }
  return {
    proveCredit: (account, batchId) =>
      atTheDesk(async () => {
        const batch = await findBatch(batchId)
        return batch ? proveCredit(ledger, mirror, batch, account) : null
      }),
    prove: async (unit) => {
      const { jobId, unitIndex } = unit
      const [status] = await view.fetchUnits(jobId, unitIndex, 1)
      const batchId = status?.batchId ?? null
      if (batchId === null) throw notYet(unit)
      return atTheDesk(async () =>
        encodeProofFile(await proveUnitOf({ ledger, mirror }, batchId, unit)),
      )
    },
  }
}

const notYet = ({ jobId, unitIndex }: WantedUnit): GridError =>
  new GridError('UNIT_NOT_PROVEN', `found unit ${unitIndex} of job ${jobId} in no batch`, {
    hint: 'Wait until the unit is believed and its batch is committed, or check job and index.',
    details: { jobId, unitIndex },
  })
