import { boardingSchool } from './boarding-school/index.ts'
import { energyBalance } from './energy-balance/index.ts'
import { golomb } from './golomb/index.ts'
import { hpFolding } from './hp-folding/index.ts'
import { ising } from './ising/index.ts'
import { keySearch } from './key-search/index.ts'
import { lennardJones } from './lennard-jones/index.ts'
import { linearAttack } from './linear-attack/index.ts'
import { lorenz96 } from './lorenz-96/index.ts'
import { mersenne } from './mersenne/index.ts'
import { percolation } from './percolation/index.ts'
import { resampling } from './resampling/index.ts'
import { seirCities } from './seir-cities/index.ts'
import { signalSearch } from './signal-search/index.ts'
import { sonarNetwork } from './sonar-network/index.ts'
import { listed } from './program.ts'
import type { ListedProgram } from './program.ts'

/** Every program of the room, by name. */
export const programs: readonly ListedProgram[] = [
  listed(boardingSchool),
  listed(energyBalance),
  listed(golomb),
  listed(hpFolding),
  listed(ising),
  listed(keySearch),
  listed(lennardJones),
  listed(linearAttack),
  listed(lorenz96),
  listed(mersenne),
  listed(percolation),
  listed(resampling),
  listed(seirCities),
  listed(signalSearch),
  listed(sonarNetwork),
]

export { boardingSchool }
export type { Bar, Estimate, FittedDay, Posterior } from './boarding-school/posterior.ts'
export { reference as boardingSchoolReference } from './boarding-school/reference.ts'
export type { AxisValues, Conclusion, JobFile, ListedProgram, Program, Table } from './program.ts'
export { deviationOf } from './reference/check.ts'
export { showTolerance, showValue } from './reference/describe.ts'
export type { ReferenceCheck } from './reference/check.ts'
