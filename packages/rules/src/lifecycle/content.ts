/**
 * Content: what is committed of a batch, derived from its bundle alone.
 *
 * In: a bundle, its leaves and the digest of its bytes. Out: roots, counts and hashes of a header.
 * The auditor calls it on the bundle it fetched (batch.test.ts).
 */
import { runAtOnce } from '@pumasi/domain'
import type { Digest, Root, Stints } from '@pumasi/domain'
import { creditNodesInStints, rootOf, treeInStints, unitNodesInStints } from '@pumasi/proof'
import type { BatchContent, UnitLeaf } from '@pumasi/proof'
import { rulesHashOf } from '../policy/credit.ts'
import type { Bundle } from './batch.ts'

/** What the header of a bundle must say. */
export const deriveContent = (
  bundle: Bundle,
  leaves: readonly UnitLeaf[],
  dataHash: Digest,
): BatchContent => runAtOnce(contentInStints(bundle, leaves, dataHash))

/** The same of many leaves. */
export function* contentInStints(
  { rules, credits }: Bundle,
  leaves: readonly UnitLeaf[],
  dataHash: Digest,
): Stints<BatchContent> {
  return {
    unitsRoot: yield* rootInStints(unitNodesInStints(leaves)),
    creditsRoot: yield* rootInStints(creditNodesInStints(credits)),
    dataHash,
    rulesHash: rulesHashOf(rules),
    unitCount: leaves.length,
    cumulativeCreditMicro: credits.reduce((sum, row) => sum + row.cumulativeCreditMicro, 0n),
  }
}

function* rootInStints(packing: Stints<Uint8Array>): Stints<Root> {
  const nodes = yield* packing
  return nodes.length === 0 ? noRoot : rootOf(yield* treeInStints(nodes))
}

/** A batch may seal receipts and credit nobody: there is no tree of nothing. */
const noRoot = `0x${'00'.repeat(32)}` as Root
