import { boardingSchool } from './boarding-school/index.ts'
import { hpFolding } from './hp-folding/index.ts'
import { lennardJones } from './lennard-jones/index.ts'
import { listed } from './program.ts'
import type { ListedProgram } from './program.ts'
import { resampling } from './resampling/index.ts'
import { signalSearch } from './signal-search/index.ts'
import { sonarNetwork } from './sonar-network/index.ts'

/** Every program of the room, by name. */
export const programs: readonly ListedProgram[] = [
  listed(boardingSchool),
  listed(hpFolding),
  listed(lennardJones),
  listed(resampling),
  listed(signalSearch),
  listed(sonarNetwork),
]

export { boardingSchool }
export type { Bar, Estimate, FittedDay, Posterior } from './boarding-school/posterior.ts'
export { reference as boardingSchoolReference } from './boarding-school/reference.ts'
export type { Conclusion, JobFile, ListedProgram, Program, Table } from './program.ts'
export type { ReferenceCheck } from './reference/check.ts'
