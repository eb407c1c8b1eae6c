/**
 * Room: what a host says it has room for, and which units fit.
 *
 * In: a job's limits and what a host told about itself. Out: whether its units may be offered to
 * that host, and for how long a lease.
 * Does not read: anything that earns. Credit is a function of fuel alone: whoever tells a wrong
 * speed or size gets other units, or leases of another length within bounds (room.test.ts).
 */
import type { JobId, Limits } from '@pumasi/domain'

export interface Room {
  /** Memory all units running at a time may have together, in bytes. */
  readonly memoryMaxBytes: number
  /** Disk for the output of one more unit, in bytes. */
  readonly outputMaxBytes: number
  /** How long the host will go on running units, in milliseconds. */
  readonly timeMaxMs: number
  /** Fuel one slot burnt in a second lately; null before the first unit. */
  readonly fuelPerSecond: bigint | null
  /** The only jobs it works for, or null for all. */
  readonly jobs: readonly JobId[] | null
}

/** What all units of one job have in common. */
export interface JobTerms {
  readonly id: JobId
  readonly limits: Limits
  readonly wallMaxMs: number
}

/** A lease lasts so many times the usual at the most, however slow the host. */
export const LEASE_STRETCH_MAX = 4

export function fitsRoom({ id, limits, wallMaxMs }: JobTerms, room: Room): boolean {
  const { memoryMaxBytes, outputMaxBytes, timeMaxMs, jobs } = room
  return (
    limits.memoryMaxBytes <= memoryMaxBytes &&
    limits.outputMaxBytes <= outputMaxBytes &&
    deriveUnitMaxMs(limits, wallMaxMs, room) <= timeMaxMs &&
    (jobs === null || jobs.includes(id))
  )
}

/**
 * The time of a lease: that of the longest unit the job allows on such a host, but no shorter than
 * the usual lease and no longer than `LEASE_STRETCH_MAX` of it. Renewing goes on as usual; a longer
 * lease is for units that shall survive an hour without a coordinator.
 */
export function decideLeaseMs({ limits, wallMaxMs }: JobTerms, room: Room, leaseMs: number) {
  if (room.fuelPerSecond === null) return leaseMs
  const unitMaxMs = deriveUnitMaxMs(limits, wallMaxMs, room)
  return Math.min(LEASE_STRETCH_MAX * leaseMs, Math.max(leaseMs, unitMaxMs))
}

/** Longest a unit may run: until its fuel is burnt at the host's speed, or its time is up. */
function deriveUnitMaxMs({ fuelMax }: Limits, wallMaxMs: number, { fuelPerSecond }: Room): number {
  if (fuelPerSecond === null || fuelPerSecond <= 0n) return wallMaxMs
  return Math.min(wallMaxMs, Number((fuelMax * 1_000n) / fuelPerSecond))
}
