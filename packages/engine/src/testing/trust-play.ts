/** A whole job that asks for trust, played to its end on any store, with hosts that may lie. */
import { defaultTrustRules } from '@pumasi/rules'
import type { GridRules } from '@pumasi/rules'
import type { TrustDemand } from '@pumasi/domain'
import type { GridView } from '../ports/grid-view.ts'
import type { Retention } from '../ports/retention.ts'
import type { JobStore } from '../ports/job-store.ts'
import { createGrid, testRules } from './grid.ts'
import type { TestGrid, TestHost } from './grid.ts'
import { hashExecutor, lyingExecutor } from './hash-executor.ts'
import { inspect } from './history.ts'
import type { Inspection } from './history.ts'

/** Small enough that a job of some dozen units shows everything. */
export const trustRules: Extract<GridRules, { version: 2 }> = {
  ...testRules,
  version: 2,
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
