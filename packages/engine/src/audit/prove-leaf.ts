/**
 * Proves one leaf of a unit to the contract: what a challenge shows.
 *
 * In: a ledger reader, a mirror, which unit. Out: a leaf with its way into the header, from the
 * newest batch that counts and credits the unit. All batches are read, since trust credits by what
 * came before; memory holds one bundle.
 */
import { GridError } from '@pumasi/domain'
import { buildProof, buildTree, hashUnitLeaf, packUnitLeaves } from '@pumasi/proof'
import type { UnitProof } from '@pumasi/proof'
import { deriveLeaves } from '@pumasi/rules'
import { committedLeaves } from './committed-leaves.ts'
import { describePlace } from './finding.ts'
import type { Finding } from './finding.ts'
import { passLedger } from './fold-to.ts'
import type { FoldPorts } from './fold-to.ts'
import type { WantedUnit } from './prove-unit.ts'

/** @throws `LEAF_NOT_PROVEN`, what the ledger reader throws */
export async function proveLeaf(
  ports: FoldPorts,
  { jobId, unitIndex }: WantedUnit,
  onProgress: (read: number, total: number) => void = () => {},
): Promise<UnitProof> {
  const { ledger } = ports
  const { fuelPerCreditMicro } = await ledger.identify()
  const total = await ledger.fetchBatchCount()
  const voided = new Set((await ledger.fetchVoids()).map(({ batchId }) => batchId))
  const findings: Finding[] = []
  let found: UnitProof | null = null
  let hidden: number | null = null
  let creditBefore = 0n
  for await (const { batch, passed } of passLedger(ports, total, findings)) {
    const { id, header } = batch
    const { bundle, credited } = passed
    const derived = bundle === null ? [] : deriveLeaves(bundle.units, bundle.rules, credited ?? [])
    const own = derived.some((leaf) => leaf.jobId === jobId && leaf.unitIndex === unitIndex)
    if (own && !voided.has(id)) {
      const leaves = committedLeaves({ batch, creditBefore, derived, fuelPerCreditMicro })
      const leaf = leaves?.find((one) => one.jobId === jobId && one.unitIndex === unitIndex)
      hidden = leaf === undefined ? id : null
      if (leaves && leaf) {
        const proof = buildProof(buildTree(packUnitLeaves(leaves)), hashUnitLeaf(leaf))
        found = { id, header, leaf, proof }
      }
    }
    creditBefore = header.cumulativeCreditMicro
    onProgress(id, total)
  }
  if (found !== null) return found
  throw notProven(
    `unit ${unitIndex} of job ${jobId}`,
    hidden === null
      ? missing(total, findings)
      : `batch ${hidden} has other leaves than its bundle gives`,
  )
}

const missing = (total: number, [first]: readonly Finding[]): string =>
  `none of ${total} batches that count credits it` +
  (first ? `; ${first.code} at ${describePlace(first.place)}: ${first.found}` : '')

const notProven = (unit: string, found: string): GridError =>
  new GridError('LEAF_NOT_PROVEN', `cannot show the leaf of ${unit}: ${found}`, {
    hint: 'Check job and index, give another mirror, or run pumasi audit --faults.',
  })
