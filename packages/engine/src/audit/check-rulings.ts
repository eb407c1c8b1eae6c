/**
 * Rulings as trust learns of them: which batch takes in which, and what each takes.
 *
 * A batch that does anything for jobs that ask for trust lists the rulings that it takes in, in the
 * order of their voids: all those in blocks up to the one that draws for it, and any that are mined
 * when it is committed. So none can be left out or made up, whoever waits for what; and none is due
 * in a batch that was closed before its block. Whom a ruling strikes follows from the voided batch
 * alone, and coordinator and auditor find it here.
 */
import { hashUnitLeaf } from '@pumasi/proof'
import type { UnitLeaf } from '@pumasi/proof'
import { hasAgreed, unitKeyOf } from '@pumasi/rules'
import type { BundledTrust, OverruledUnit, TrustOutcome } from '@pumasi/rules'
import type { BatchVoid, CommittedBatch } from '../ports/ledger.ts'
import { mismatch } from './finding.ts'
import type { Finding } from './finding.ts'

export interface RulingHistory {
  /** Every void of the ledger, in order. */
  readonly voids: readonly BatchVoid[]
  /** By voided batch, what its ruling takes; those that no batch has taken in yet. */
  readonly rulings: Map<number, readonly OverruledUnit[]>
}

/** Remembers whom a ruling on this batch strikes, once some batch takes it in. */
export function noteRuling(
  { voids, rulings }: RulingHistory,
  batchId: number,
  leaves: readonly UnitLeaf[],
  { decided }: TrustOutcome,
): void {
  const named = new Set(voids.find((one) => one.batchId === batchId)?.units)
  if (named.size === 0) return
  const wrong = new Set(leaves.filter((leaf) => named.has(hashUnitLeaf(leaf))).map(unitKeyOf))
  const agreed = decided.filter(
    ({ receipt, fate }) => hasAgreed(fate) && wrong.has(unitKeyOf(receipt)),
  )
  const units = [...Map.groupBy(agreed, ({ receipt }) => unitKeyOf(receipt)).values()]
  const overruled = units.flatMap((votes): OverruledUnit[] => {
    const [first] = votes
    if (first === undefined) return []
    const { jobId, unitIndex } = first.receipt
    const receipts = votes.map(({ receipt: { account, number, digest } }) => ({
      ...{ account, number, digest },
    }))
    return [{ jobId, unitIndex, receipts }]
  })
  // A unit that a quorum decided has no account's record behind it: healing is all there is to do.
  if (overruled.length > 0) rulings.set(batchId, overruled)
}

/** What a batch takes in, held against what it must and may; what is taken in is due no more. */
export function takeRulings(
  { voids, rulings }: RulingHistory,
  { id, blockNumber }: CommittedBatch,
  listed: readonly number[],
  dueUpTo: number,
): { readonly overruled: readonly OverruledUnit[]; readonly findings: readonly Finding[] } {
  const place = { batchId: id }
  const open = voids.filter(({ batchId }) => rulings.has(batchId))
  const findings: Finding[] = []
  const overruled: OverruledUnit[] = []
  for (const [position, batchId] of listed.entries()) {
    const next = open[position]
    // A batch that is not committed yet has no block: its attestors' node shows what is mined.
    const mined = next !== undefined && (blockNumber === 0 || next.blockNumber <= blockNumber)
    if (next?.batchId !== batchId || !mined) {
      const expected = mined ? `the ruling on batch ${next.batchId}` : 'no more rulings'
      findings.push(mismatch('RULING_INVENTED', place, `the ruling on batch ${batchId}`, expected))
      break
    }
    overruled.push(...(rulings.get(batchId) ?? []))
    rulings.delete(batchId)
  }
  for (const { batchId, blockNumber: minedIn } of open) {
    if (!rulings.has(batchId) || minedIn > dueUpTo) continue
    const expected = `the ruling on batch ${batchId}, of block ${minedIn}`
    findings.push(mismatch('RULING_OMITTED', place, 'not taken in', expected))
  }
  return { overruled, findings }
}

/** True when a batch does something for jobs that ask for trust, and so must know of rulings. */
export const touchesTrust = ({ seed, rulings = [], ...lists }: BundledTrust): boolean =>
  seed !== null || rulings.length > 0 || Object.values(lists).some(({ length }) => length > 0)
