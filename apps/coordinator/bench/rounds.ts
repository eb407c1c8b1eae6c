/** One round of work from leases to settled units, and what it took. */
import { cpuBetween, readCpu } from './cpu.ts'
import type { CpuTime } from './cpu.ts'
import type { Grid } from './grid.ts'
import type { Load } from './load/process.ts'

export interface Round {
  readonly receipts: number
  readonly units: number
  readonly acquireMs: number
  readonly reportMs: number
  /** Receipts a second over acquiring and reporting together. */
  readonly perSecond: number
  /** Processor time of acquiring and of reporting. */
  readonly acquireCpu: CpuTime
  readonly reportCpu: CpuTime
}

export interface Shape {
  readonly units: number
  /** Null where accounts' records decide. */
  readonly quorum: number | null
  /** Receipts in a message; leases are always asked for 50 at a time. */
  readonly bundle: number
  readonly atOnce: number
}

const LEASES = 50

/** Runs all leases of the newest job. */
export async function playRound(
  { load, grid }: { readonly load: Load; readonly grid: Grid },
  { units, quorum, bundle, atOnce }: Shape,
): Promise<Round> {
  const runs = quorum ?? 1
  const times = Math.ceil((units * runs) / LEASES)
  const cpu = () => readCpu(grid.pid, load.pid)
  const start = await cpu()
  const acquireMs = await load.acquire(LEASES, times, Math.min(atOnce, 16))
  const acquired = await cpu()
  const receipts = await load.sign(bundle)
  const signed = await cpu()
  const reportMs = await load.report(atOnce)
  const reportCpu = cpuBetween(signed, await cpu())
  const perSecond = (1_000 * receipts) / (acquireMs + reportMs)
  const acquireCpu = cpuBetween(start, acquired)
  return {
    receipts,
    units: receipts / runs,
    acquireMs,
    reportMs,
    perSecond,
    acquireCpu,
    reportCpu,
  }
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN
