/**
 * Sampling: which units are executed again, drawn from blocks mined after their batches' commits.
 *
 * In: units with their batches, the hash of each batch's block. Out: the units drawn.
 * Invariants: whoever has the same chain draws the same units, and neither coordinator nor auditor
 * can choose them; a larger sample holds every smaller one; each unit is as likely as any other
 * (sample.test.ts).
 */
import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest, Hex } from '@pumasi/domain'
import type { UnitKey } from '@pumasi/rules'
import type { CommittedBatch, LedgerReader } from '../ports/ledger.ts'
import { gap } from './finding.ts'
import type { Finding } from './finding.ts'

/** Blocks from a batch's commit to the one that draws: the committer's own block is no chance. */
export const SAMPLE_DISTANCE = 2
/** Blocks asked for at a time. */
const STRIDE = 16

/** What the block after one commit drew. */
export interface Draw {
  readonly batchId: number
  readonly blockNumber: number
  readonly blockHash: Hex
  readonly units: readonly UnitKey[]
}

/** Decides about a unit: the lowest tickets are drawn. */
export const ticketOf = (blockHash: Hex, { jobId, unitIndex }: UnitKey): Digest =>
  digestOf(utf8(`${blockHash} ${jobId} ${unitIndex}`))

/** Positions of the `count` lowest tickets, ascending; a unit whose block is unknown has none. */
export function drawSample(
  units: readonly { readonly batchId: number; readonly unit: UnitKey }[],
  count: number,
  hashes: ReadonlyMap<number, Hex>,
): number[] {
  const tickets = units.flatMap(({ batchId, unit }, position) => {
    const blockHash = hashes.get(batchId)
    return blockHash === undefined ? [] : [{ position, ticket: ticketOf(blockHash, unit) }]
  })
  return tickets
    .sort((a, b) => (a.ticket < b.ticket ? -1 : 1))
    .slice(0, count)
    .map(({ position }) => position)
    .sort((a, b) => a - b)
}

/** Hashes of the blocks that draw for some batches; one the chain has not got yet is a gap. */
export async function fetchDrawingBlocks(
  ledger: LedgerReader,
  batches: readonly CommittedBatch[],
): Promise<{ hashes: ReadonlyMap<number, Hex>; findings: readonly Finding[] }> {
  const hashes = new Map<number, Hex>()
  const findings: Finding[] = []
  for (let from = 0; from < batches.length; from += STRIDE) {
    const asked = batches.slice(from, from + STRIDE)
    const found = await Promise.all(asked.map((batch) => ledger.fetchBlockHash(blockOf(batch))))
    for (const [position, batch] of asked.entries()) {
      const hash = found[position] ?? null
      if (hash !== null) hashes.set(batch.id, hash)
      else findings.push(unreachable(batch))
    }
  }
  return { hashes, findings }
}

/** Number of the block that draws for a batch. */
export const blockOf = ({ blockNumber }: Pick<CommittedBatch, 'blockNumber'>): number =>
  blockNumber + SAMPLE_DISTANCE

const unreachable = (batch: CommittedBatch): Finding =>
  gap('SEED_UNREACHABLE', { batchId: batch.id }, 'no such block', `block ${blockOf(batch)}`)

/**
 * Units to draw so that, were at least a share `maxFraud` of all of them wrong, one of these would
 * be among the drawn with probability `confidence`: (1 - maxFraud)^n <= 1 - confidence. Both lie
 * between 0 and 1. Drawing from few units without replacement misses less still.
 */
export const sampleFor = (confidence: number, maxFraud: number): number =>
  // log1p, since 1 - 1e-9 has lost half of its digits; a count that comes out whole stays so.
  Math.ceil(Math.log1p(-confidence) / Math.log1p(-maxFraud) - 1e-9)
