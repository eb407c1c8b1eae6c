export { boardingSchool } from './boarding-school/index.ts'
export type { Bar, Estimate, FittedDay, Posterior } from './boarding-school/posterior.ts'
export { reference as boardingSchoolReference } from './boarding-school/reference.ts'
export type { JobFile, Program, ReferenceCheck } from './program.ts'
