/** One unit's output: sums over epidemics of one scenario, read as a stranger's. */
import { z } from 'zod'
import { uintSchema } from '@pumasi/domain'
import { splitLines } from '../unit-output/lines.ts'

const milli = (low: number, high: number) => z.int().min(low).max(high)
const counts = z.array(z.int().min(0)).min(1).max(32)

const schema = z.strictObject({
  cities: z.int().min(1).max(32),
  contactCutMilli: milli(0, 1_000),
  epidemics: z.int().min(1).max(1_000_000),
  infectedBy: counts,
  infectedSquares: uintSchema(64),
  infectedSum: z.int().min(0),
  minor: z.int().min(0),
  peakSum: z.int().min(0),
  people: z.int().min(900).max(1_000_000),
  r0Milli: milli(1_100, 20_000),
  reachedCount: counts,
  reachedSum: counts,
  seed: z.int().min(0),
  travelCutMilli: milli(0, 1_000),
  travelMilli: milli(1, 500),
  trigger: z.int().min(10).max(100_000),
  version: z.literal(1),
})

export type UnitOutput = Omit<z.infer<typeof schema>, 'version'>

/** @throws `BAD_UNIT_OUTPUT` for sums that no epidemics have */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('seir-cities', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  const { cities, epidemics, minor, people, trigger, infectedSum } = unit
  const major = epidemics - minor
  const lists = [unit.infectedBy, unit.reachedCount, unit.reachedSum]
  if (lists.some(({ length }) => length !== cities)) throw lines.refusal(0, 'a list too short')
  if (major < 0) throw lines.refusal(0, `${minor} of ${epidemics} epidemics`)
  if (unit.infectedBy.reduce((sum, each) => sum + each, 0) !== infectedSum) {
    throw lines.refusal(0, 'cities that do not add up')
  }
  const mean = infectedSum / Math.max(1, major)
  const squares = Number(unit.infectedSquares) / Math.max(1, major)
  const possible =
    infectedSum >= major * trigger &&
    infectedSum <= major * people &&
    squares * (1 + 1e-9) >= mean * mean &&
    unit.peakSum <= infectedSum &&
    unit.reachedCount.every((count) => count <= major)
  if (!possible) throw lines.refusal(0, 'sums that no epidemics have')
  return unit
}
