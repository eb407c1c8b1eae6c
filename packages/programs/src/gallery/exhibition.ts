/**
 * Exhibition: every program with its sentence, how its demo went on a grid that was lied to, and
 * the comparison it is known by. docs/gallery.md and the page of the console show the same.
 */
import { programs } from '../index.ts'
import type { ListedProgram } from '../program.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { exhibits } from './exhibits.ts'
import { gridRuns } from './records.ts'
import type { GridRun } from './records.ts'

/** One program as it hangs there. */
export interface Hung {
  readonly program: ListedProgram
  readonly about: string
  /** Null as long as the demo was not run. */
  readonly run: GridRun | null
  /** Of all comparisons of the run the one that stands for them. */
  readonly known: ReferenceCheck | null
}

export const hang = (listed: readonly ListedProgram[], runs: readonly GridRun[]): readonly Hung[] =>
  listed.map((program) => {
    const { about = '', quantity = ' ' } = exhibits[program.name] ?? {}
    const run = runs.find(({ name }) => name === program.name) ?? null
    const known = run?.checks.find((check) => check.quantity.startsWith(quantity)) ?? null
    return { program, about, run, known }
  })

/** All programs of the room with their kept records. */
export const exhibition = hang(programs, gridRuns)

export { pictureUrl } from './records.ts'
export type { GridRun } from './records.ts'
