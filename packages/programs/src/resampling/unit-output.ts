/** One unit's standard output, read as a stranger's: one line with the counts of its experiment. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'
import { differences } from './pairs.ts'
import { experiments } from './study.ts'

/** Bars of the distribution of the mean. */
export const BARS = 71
/** Draws in a batch. */
const drawsPerBatch = { bootstrap: 1000, coverage: 5, permutation: 1200, power: 20 } as const

const count = z.int().min(0)
const common = {
  batches: z.int().min(1).max(100_000),
  draws: z.int().min(1),
  pairs: z.literal(differences.length),
  seed: count,
  version: z.literal(1),
}
const schema = z.discriminatedUnion('experiment', [
  z.strictObject({
    ...common,
    experiment: z.literal('bootstrap'),
    means: z.array(count).length(BARS),
    medians: z.array(count).length(differences.length),
    sumOfSquares: count,
    sumOfSums: z.int(),
  }),
  z.strictObject({ ...common, experiment: z.literal('coverage'), covered: count }),
  z.strictObject({
    ...common,
    experiment: z.literal('permutation'),
    extremePositive: count,
    extremeRankSum: count,
    extremeSum: count,
  }),
  z.strictObject({ ...common, experiment: z.literal('power'), rejected: count }),
])

export type UnitOutput = z.infer<typeof schema>
export type UnitOf<Name> = Extract<UnitOutput, { readonly experiment: Name }>

/** Reads one unit's output. @throws `BAD_UNIT_OUTPUT` */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('resampling', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const unit = lines.read(0, schema)
  const { draws, batches, experiment } = unit
  if (draws !== batches * drawsPerBatch[experiment]) {
    throw lines.refusal(0, `${draws} draws in ${batches} batches of ${experiment}`)
  }
  for (const part of countsOf(unit)) {
    if (part > draws) throw lines.refusal(0, `a count of ${part} in ${draws} draws`)
  }
  if (unit.experiment === 'bootstrap') {
    for (const counts of [unit.means, unit.medians]) {
      const all = counts.reduce((sum, each) => sum + each, 0)
      if (all !== draws) throw lines.refusal(0, `${all} of ${draws} draws in a distribution`)
    }
    // Cauchy and Schwarz.
    if (unit.sumOfSums ** 2 > draws * unit.sumOfSquares) {
      throw lines.refusal(0, 'sums that no draws can have')
    }
  }
  return unit
}

function countsOf(unit: UnitOutput): readonly number[] {
  if (unit.experiment === 'coverage') return [unit.covered]
  if (unit.experiment === 'power') return [unit.rejected]
  if (unit.experiment === 'bootstrap') return []
  return [unit.extremePositive, unit.extremeRankSum, unit.extremeSum]
}

/** Where an experiment stands among the four. */
export const placeOf = ({ experiment }: UnitOutput): number => experiments.indexOf(experiment)
