/** A whole job that asks for trust, played to its end on any store, with hosts that may lie. */
import { hashUnitLeaf } from '@pumasi/proof'
import type { UnitLeaf } from '@pumasi/proof'
import { defaultTrustRules, deriveLeaves } from '@pumasi/rules'
import type { GridRules } from '@pumasi/rules'
import type { TrustDemand } from '@pumasi/domain'
import { passLedger } from '../audit/fold-to.ts'
import type { GridView } from '../ports/grid-view.ts'
import type { Retention } from '../ports/retention.ts'
import type { JobStore } from '../ports/job-store.ts'
import { createGrid, testRules } from './grid.ts'
import type { TestGrid, TestHost } from './grid.ts'
import { hashExecutor, lyingExecutor } from './hash-executor.ts'
import { inspect } from './history.ts'
import { mirrorOf } from './memory-blobs.ts'
import type { Inspection } from './history.ts'

/** Small enough that a job of some dozen units shows everything. */
export const trustRules: Extract<GridRules, { version: 2 | 3 }> = {
  ...testRules,
  version: 3,
  trust: {
    ...defaultTrustRules,
    probationUnits: 3,
    auditFloorPpm: 250_000,
    vestingChecks: 2,
    newcomerUnitsMax: 4,
    // Tests that want spot checks ask for them.
    spotCheckPpm: 0,
  },
  seedDistance: 2,
}

export interface TrustPlay {
  readonly units: number
  readonly hosts: readonly string[]
  /** True when a host lies in this round. */
  readonly lies?: (host: string, round: number) => boolean
  readonly demand?: TrustDemand
  readonly store?: JobStore & GridView & Retention
  readonly rules?: GridRules
  /** Units a host asks for in a round; 3 when not given. */
  readonly atOnce?: number
  /** How far from the right block the coordinator reads its seeds. */
  readonly seedShift?: number
  /** Called after each round. */
  readonly after?: (grid: TestGrid, round: number) => Promise<void>
}

const ROUNDS_MAX = 100

/** Closes a batch, commits it, and lets its seed come. */
export async function closeAndDraw(grid: TestGrid): Promise<void> {
  grid.clock.advance(10_000)
  await grid.close(1e9)
  await grid.commit()
  const top = grid.ledger.batches.at(-1)?.blockNumber ?? 100
  grid.ledger.mineTo(top + 5)
}

/** Plays until every unit is believed, or for a long time. */
export async function playTrust({
  units,
  hosts: names,
  lies = () => false,
  demand = { kind: 'adaptive' },
  store,
  rules = trustRules,
  seedShift = 0,
  atOnce = 3,
  after,
}: TrustPlay) {
  const grid = createGrid({ rules, seedShift, batchUnitsMax: 100, ...(store && { store }) })
  const hosts: TestHost[] = []
  for (const name of names) hosts.push(await grid.join(name))
  const { jobId } = await grid.submit(units, { trust: demand })
  let round = 0
  let believed = 0
  for (; round < ROUNDS_MAX && believed < units; round += 1) {
    for (const host of hosts) {
      const executor = lies(host.name, round) ? lyingExecutor : hashExecutor
      await grid.run(host, atOnce, undefined, executor)
    }
    await closeAndDraw(grid)
    await after?.(grid, round)
    believed = (await grid.store.fetchProgress(jobId))?.believed ?? 0
  }
  return { grid, jobId, hosts, rounds: round, believed }
}

/** The leaves of a batch, as its bundle and those before it have them. */
export async function leavesOfBatch(grid: TestGrid, batchId: number): Promise<UnitLeaf[]> {
  const ports = { ledger: grid.ledger, mirror: mirrorOf(grid.bytes) }
  for await (const { batch, passed } of passLedger(ports, batchId, [])) {
    const { bundle, credited } = passed
    if (batch.id === batchId && bundle !== null && credited !== null) {
      return deriveLeaves(bundle.units, bundle.rules, credited)
    }
  }
  throw new Error(`leaves of batch ${batchId} expected`)
}

/**
 * Three hosts, all there are, agree on a lie about each one's first units, which batch 1 believes,
 * and are honest from then on, a batch after each round.
 */
export async function playCollusion({
  units = 20,
  rounds = 2,
  rules = trustRules,
  demand = { kind: 'adaptive' },
  store,
}: Partial<TrustPlay> & { readonly rounds?: number } = {}) {
  const grid = createGrid({ rules, batchUnitsMax: 100, ...(store && { store }) })
  const hosts: TestHost[] = []
  for (const name of ['a', 'b', 'c']) hosts.push(await grid.join(name))
  const { jobId } = await grid.submit(units, { trust: demand })
  for (let round = 0; round < rounds; round += 1) {
    const executor = round === 0 ? lyingExecutor : hashExecutor
    for (const host of hosts) await grid.run(host, 3, undefined, executor)
    await closeAndDraw(grid)
  }
  return { grid, jobId, hosts }
}

/** Has a unit of a batch ruled wrong, which voids the batch. */
export async function ruleWrong(grid: TestGrid, batchId: number, unitIndex: number): Promise<void> {
  const leaves = await leavesOfBatch(grid, batchId)
  const leaf = leaves.find((one) => one.unitIndex === unitIndex)
  if (leaf === undefined) throw new Error(`unit ${unitIndex} in batch ${batchId} expected`)
  grid.ledger.void(batchId, { fault: 'wrong-output', units: [hashUnitLeaf(leaf)] })
}

/** Audits what a grid has left behind. */
export const auditGrid = (grid: TestGrid, inspection?: Inspection) =>
  inspect(
    {
      identity: grid.target.identity,
      blobs: grid.bytes,
      batches: grid.ledger.batches,
    },
    inspection,
  )
