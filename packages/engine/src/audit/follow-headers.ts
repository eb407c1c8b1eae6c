/** The header chain of a ledger, link by link from its genesis. */
import { isGridError } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { headerDigest } from '@pumasi/proof'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import { mismatch } from './finding.ts'
import type { Finding } from './finding.ts'

/** Headers fetched at a time. */
const STRIDE = 100

/** Yields the header chain from its genesis; a break in it ends the reading. */
export async function* followHeaders(
  ledger: LedgerReader,
  genesis: Hex,
  total: number,
  findings: Finding[],
): AsyncGenerator<CommittedBatch> {
  let prev = genesis
  for (let from = 1; from <= total; from += STRIDE) {
    const to = Math.min(total, from + STRIDE - 1)
    const batches = await fetchHeaders(ledger, from, to)
    if ('message' in batches) {
      findings.push(mismatch('HEADER_CHAIN', {}, batches.message, 'headers that hash to digests'))
      return
    }
    for (let id = from; id <= to; id += 1) {
      const batch = batches[id - from]
      const [found, expected] = batch ? breakIn(batch, id, prev) : ['no header', `batch ${id}`]
      if (batch === undefined || found !== expected) {
        findings.push(mismatch('HEADER_CHAIN', { batchId: id }, found, expected))
        return
      }
      yield batch
      prev = batch.digest
    }
  }
}

/** Headers, or how the chain's own records disagree with them. */
async function fetchHeaders(ledger: LedgerReader, from: number, to: number) {
  try {
    return await ledger.fetchBatches(from, to)
  } catch (error) {
    if (!isGridError(error, 'LEDGER_DAMAGED')) throw error
    return error
  }
}

/** The first link of the chain that does not hold, as found and expected; equal when all do. */
function breakIn({ id, header, digest }: CommittedBatch, nextId: number, prev: Hex) {
  if (id !== nextId) return [`batch ${id}`, `batch ${nextId}`] as const
  if (header.prev !== prev) return [`prev ${header.prev}`, `prev ${prev}`] as const
  return [headerDigest(header), digest] as const
}
