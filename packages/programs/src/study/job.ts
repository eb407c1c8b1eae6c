/** Job files of this room: what its programs have in common is said once. */
import type { AxisValues, JobFile } from '../program.ts'

export interface Plan {
  readonly program: string
  /** Options of the program by name; `{axis}` stands for the unit's value. */
  readonly options: Readonly<Record<string, string | number>>
  readonly matrix: Readonly<Record<string, AxisValues>>
  /** Most fuel of a unit: about twice what the largest takes. */
  readonly fuel: number
  /** Real time for a unit on a slow machine. */
  readonly wall?: string
}

/** The job file: 16 MiB of memory, 1 MiB of output, two votes. */
export const composeJob = ({ program, options, matrix, fuel, wall = '60s' }: Plan): JobFile => ({
  name: program,
  program: `../../dist/${program}.wasm`,
  args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
  matrix,
  limits: { fuel, memory: '16MiB', output: '1MiB', wall },
  replication: { quorum: 2 },
})
