/**
 * What every science program offers the CLI and the console: a plan, a reduction, a table, a
 * picture and a comparison with published numbers.
 *
 * Everything here is pure and runs in a browser; files are named by URL and read by the caller.
 */
import type { ReferenceCheck } from './reference/check.ts'
import type { Scale } from './study/scale.ts'

/** The values of one axis: whole numbers from and to, both included, or a list. */
export type AxisValues =
  { readonly from: number; readonly to: number } | readonly (string | number)[]

/** A job file as `pumasi submit` reads it, before YAML. */
export interface JobFile {
  readonly name: string
  /** Path of the module, relative to the job file. */
  readonly program: string
  readonly args: readonly string[]
  /** Files beside the job file, each the standard input of units of its own: the slowest axis. */
  readonly inputs?: readonly string[]
  readonly matrix: Readonly<Record<string, AxisValues>>
  readonly limits: {
    readonly fuel: number
    readonly memory: string
    readonly output: string
    readonly wall: string
  }
  readonly replication: { readonly quorum: number }
}

/** The outcome for people who read numbers: the first cell of a row says what it is. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** One science program; `Outcome` is what its reducer makes of all units together. */
export interface Program<Outcome> {
  /** Its folder, and the name of its module. */
  readonly name: string
  readonly title: string
  /** The job file of the demo: `planJob(scale.demo)`. */
  readonly jobFileUrl: URL
  /** The module made by the room's build. */
  readonly moduleUrl: URL
  /** The `inputs` of its job files, in their order; a bundler finds them by this. */
  readonly inputUrls?: readonly URL[]
  readonly scale: Scale
  /** The study of this scale: a demo or years of work. @throws `BAD_PARAMETER` */
  readonly planJob: (scale: number) => JobFile
  /** A study of a few seconds on one core, which must meet the literature as well. */
  readonly small: JobFile
  /** Pools the standard outputs of believed units, in any order. @throws `BAD_UNIT_OUTPUT`, … */
  readonly reduce: (stdouts: readonly Uint8Array[]) => Outcome
  readonly tabulate: (outcome: Outcome) => Table
  /** The outcome as an SVG document for light and dark backgrounds. */
  readonly plot: (outcome: Outcome) => string
  /** The outcome held against the literature. */
  readonly compare: (outcome: Outcome) => readonly ReferenceCheck[]
}

/** All that can be said of a study once its units are in. */
export interface Conclusion {
  readonly table: Table
  /** SVG. */
  readonly plot: string
  readonly checks: readonly ReferenceCheck[]
}

/** A program among others, whose outcome stays its own. */
export type ListedProgram = Omit<Program<never>, 'reduce' | 'tabulate' | 'plot' | 'compare'> & {
  /** Reduces, tabulates, draws and compares. @throws what the program's `reduce` throws */
  readonly conclude: (stdouts: readonly Uint8Array[]) => Conclusion
}

/** Makes a program one of a list of programs with different outcomes. */
export function listed<Outcome>(program: Program<Outcome>): ListedProgram {
  const { reduce, tabulate, plot, compare, ...rest } = program
  return {
    ...rest,
    conclude: (stdouts) => {
      const outcome = reduce(stdouts)
      return { table: tabulate(outcome), plot: plot(outcome), checks: compare(outcome) }
    },
  }
}
