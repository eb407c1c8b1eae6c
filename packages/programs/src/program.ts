/**
 * What every science program offers the CLI and the console: a plan, a reduction, a picture and a
 * comparison with published numbers.
 *
 * Everything here is pure and runs in a browser; files are named by URL and read by the caller.
 */

/** A job file as `pumasi submit` reads it, before YAML. */
export interface JobFile {
  readonly name: string
  /** Path of the module, relative to the job file. */
  readonly program: string
  readonly args: readonly string[]
  readonly matrix: Readonly<Record<string, { readonly from: number; readonly to: number }>>
  readonly limits: {
    readonly fuel: number
    readonly memory: string
    readonly output: string
    readonly wall: string
  }
  readonly replication: { readonly quorum: number }
}

/** One line of a reference check. */
export interface ReferenceCheck {
  /** The quantity with its unit, e.g. `beta (per day)`. */
  readonly quantity: string
  readonly value: number
  readonly reference: number
  /** The range in which `reference` must lie; it comes from the statistics, not from the result. */
  readonly low: number
  readonly high: number
  readonly source: string
  readonly ok: boolean
}

/** One science program; `Outcome` is what its reducer makes of all units together. */
export interface Program<Outcome> {
  readonly name: string
  readonly title: string
  /** The job file of the demo. */
  readonly jobFileUrl: URL
  /** The module made by the room's build. */
  readonly moduleUrl: URL
  /** A study of `units` work units: a demo or years of work, by this one number. */
  readonly planJob: (study: { readonly units: number }) => JobFile
  /** Pools the standard outputs of believed units, in any order. */
  readonly reduce: (stdouts: readonly Uint8Array[]) => Outcome
  /** The outcome as an SVG document for light and dark backgrounds. */
  readonly plot: (outcome: Outcome) => string
  /** The outcome held against the literature. */
  readonly compare: (outcome: Outcome) => readonly ReferenceCheck[]
}
