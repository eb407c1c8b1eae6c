/** Pace: how fast this machine runs units, measured and lately; unknown before the first one. */
import type { Execution } from '../ports/executor.ts'

/** Weight of the newest unit. */
const NEWEST = 1 / 8
/** Clocks count whole milliseconds; a unit took longer than nothing. */
const UNIT_MIN_MS = 0.5

export interface Pace {
  /** Mean time of a unit. */
  unitMs(): number | null
  /** Fuel one slot burns in a second. */
  fuelPerSecond(): bigint | null
  note(elapsedMs: number, execution: Pick<Execution, 'exitClass' | 'fuel'>): void
}

export function createPace(): Pace {
  let unitMs: number | null = null
  let burnt: { readonly fuel: number; readonly ms: number } | null = null
  const blend = (older: number, newer: number): number => older + NEWEST * (newer - older)
  return {
    unitMs: () => unitMs,
    fuelPerSecond: () =>
      burnt === null ? null : BigInt(Math.max(1, Math.round((burnt.fuel / burnt.ms) * 1_000))),
    note: (elapsedMs, { exitClass, fuel }) => {
      const ms = Math.max(UNIT_MIN_MS, elapsedMs)
      unitMs = unitMs === null ? ms : blend(unitMs, ms)
      // Other ends carry no fuel.
      if (exitClass !== 'exited') return
      const found = Number(fuel)
      burnt =
        burnt === null
          ? { fuel: found, ms }
          : { fuel: blend(burnt.fuel, found), ms: blend(burnt.ms, ms) }
    },
  }
}
