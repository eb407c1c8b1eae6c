/**
 * Sizing: what a few sample units say about a whole job, and how long its units had better be.
 *
 * The bounds are those of ADR 0011: per unit there is a fixed cost, and a machine that leaves
 * loses what it had; between ten seconds and ten minutes a unit wastes little.
 */
import type { ExitClass } from '@pumasi/domain'

/** One unit tried on this machine. */
export interface Sample {
  readonly unitIndex: number
  readonly exitClass: ExitClass
  readonly exitCode: number
  /** 0 unless it exited. */
  readonly fuel: bigint
  readonly elapsedMs: number
}

export interface Sizing {
  /** Mean over the samples that exited. */
  readonly fuelPerUnit: bigint
  /** Fuel of the whole job, every unit once for each vote of its quorum. */
  readonly fuelTotal: bigint
  readonly elapsedMsPerUnit: number
  /** One core of this machine, all votes. */
  readonly coreHours: number
  /** What to change, in sentences; empty when nothing is worth changing. */
  readonly advice: readonly string[]
}

export interface Plan {
  readonly unitCount: number
  readonly quorum: number
  readonly fuelMax: bigint
}

const UNIT_MIN_MS = 10_000
const UNIT_BEST_MS = 60_000
const UNIT_MAX_MS = 600_000
/** Fuel a unit may need beyond the dearest sample before its limit looks tight. */
const FUEL_HEADROOM = 2n
const HOUR_MS = 3_600_000

/** Estimates a job from samples of its units. */
export function deriveSizing(samples: readonly Sample[], plan: Plan): Sizing {
  const exited = samples.filter(({ exitClass }) => exitClass === 'exited')
  const count = Math.max(1, exited.length)
  const fuelPerUnit = exited.reduce((sum, { fuel }) => sum + fuel, 0n) / BigInt(count)
  const elapsedMsPerUnit = exited.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / count
  const executions = plan.unitCount * plan.quorum
  return {
    fuelPerUnit,
    fuelTotal: fuelPerUnit * BigInt(executions),
    elapsedMsPerUnit,
    coreHours: (elapsedMsPerUnit * executions) / HOUR_MS,
    advice: [
      ...adviseOutcomes(samples),
      ...(exited.length > 0 ? adviseLength(elapsedMsPerUnit, plan.unitCount) : []),
      ...adviseLimit(exited, plan.fuelMax),
    ],
  }
}

const adviseOutcomes = (samples: readonly Sample[]): string[] =>
  samples.flatMap(({ unitIndex, exitClass, exitCode }) => {
    if (exitClass !== 'exited') {
      return [`Unit ${unitIndex} ended as ${exitClass}, which earns nothing: mend it first.`]
    }
    return exitCode === 0 ? [] : [`Unit ${unitIndex} exited with ${exitCode}: is that meant?`]
  })

function adviseLength(elapsedMs: number, unitCount: number): string[] {
  if (elapsedMs < UNIT_MIN_MS && unitCount > 1) {
    const times = Math.min(unitCount, Math.round(UNIT_BEST_MS / Math.max(elapsedMs, 1)))
    return [`Units are short: do the work of about ${times} in one, so that it takes a minute.`]
  }
  if (elapsedMs <= UNIT_MAX_MS) return []
  const parts = Math.ceil(elapsedMs / UNIT_BEST_MS)
  return [`Units are long: split each into about ${parts}, or hosts that leave lose much.`]
}

function adviseLimit(exited: readonly Sample[], fuelMax: bigint): string[] {
  const dearest = exited.reduce((most, { fuel }) => (fuel > most ? fuel : most), 0n)
  if (dearest === 0n || dearest * FUEL_HEADROOM <= fuelMax) return []
  return [`A unit burned ${dearest} of ${fuelMax} fuel: leave room for dearer ones.`]
}
