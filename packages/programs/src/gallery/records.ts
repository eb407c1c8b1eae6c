/** What the demos gave on a grid that was lied to: one record a program, kept with its picture. */
import type { ReferenceCheck } from '../reference/check.ts'
import records from './records.json' with { type: 'json' }

/** One demo, as it went on a grid with a liar and a host that vanished. */
export interface GridRun {
  /** The program's. */
  readonly name: string
  /** When, e.g. `2026-11-29`. */
  readonly day: string
  /** What all of it ran on. */
  readonly machine: string
  /** From the start of the grid until the last unit was on the chain. */
  readonly seconds: number
  readonly units: number
  readonly quorum: number
  /** Of one execution of each unit, in decimal. */
  readonly fuel: string
  /** Accounts that took part, the liar's and the vanished one's among them. */
  readonly accounts: number
  /** Receipts refused: the liar's. */
  readonly refused: number
  /** Units of the vanished host that another took over. */
  readonly handedOver: number
  /** Units that `pumasi audit --all` executed again, and found as they were. */
  readonly reexecuted: number
  readonly checks: readonly ReferenceCheck[]
}

/** By name. */
export const gridRuns: readonly GridRun[] = records

/** Where its picture is kept. */
export const pictureUrl = (name: string): URL => new URL(`./pictures/${name}.svg`, import.meta.url)
