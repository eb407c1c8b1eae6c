/**
 * One unit's standard output, read as a stranger's: JSON lines, canonical and integers only.
 *
 * In: bytes of `{betaMicro, draw, gammaMicro, inBed, squares}` lines, one for each accepted draw in
 * order, and a last line `{accepted, draws, epsilonMilli, seed, version}`.
 * Out: the same, every value in range and every distance computed again.
 * Invariant: bytes that the program cannot have written are refused (unit-output.test.ts).
 */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'
import { BOYS, observedInBed, squaresFromObserved } from './observation.ts'
import { BETA_MAX_MICRO, GAMMA_MAX_MICRO } from './study.ts'

/** A parameter draw whose epidemic came close enough; rates in millionths per day. */
export interface AcceptedDraw {
  readonly draw: number
  readonly betaMicro: number
  readonly gammaMicro: number
  /** Boys ill on each of the 14 days. */
  readonly inBed: readonly number[]
}

/** What one unit found. */
export interface UnitOutput {
  readonly seed: number
  readonly draws: number
  readonly epsilonMilli: number
  readonly accepted: readonly AcceptedDraw[]
}

const DRAWS_MAX = 10_000_000
const DAYS = observedInBed.length

const summarySchema = z.strictObject({
  accepted: z.int().min(0),
  draws: z.int().min(1).max(DRAWS_MAX),
  epsilonMilli: z
    .int()
    .min(1)
    .max(BOYS * 1000),
  seed: z.int().min(0),
  version: z.literal(1),
})

const acceptedSchema = z.strictObject({
  betaMicro: z.int().min(1).max(BETA_MAX_MICRO),
  draw: z.int().min(0),
  gammaMicro: z.int().min(1).max(GAMMA_MAX_MICRO),
  inBed: z.array(z.int().min(0).max(BOYS)).length(DAYS).refine(isCourse, {
    error: 'expected the course of an epidemic over 14 days',
  }),
  squares: z.int().min(0),
})

/** Reads one unit's output. @throws `BAD_UNIT_OUTPUT` naming the line and what is wrong with it. */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('boarding-school', stdout)
  const last = lines.count - 1
  const { seed, draws, epsilonMilli, accepted: count } = lines.read(last, summarySchema)
  if (count !== last) throw lines.refusal(last, `a count other than ${last} lines`)
  const squaresMax = Number((BigInt(DAYS) * BigInt(epsilonMilli) ** 2n) / 1_000_000n)
  let previous = -1
  const accepted = Array.from({ length: last }, (_, index) => {
    const { squares, ...draw } = lines.read(index, acceptedSchema)
    const expected = squaresFromObserved(draw.inBed)
    if (squares !== expected) throw lines.refusal(index, `squares other than ${expected}`)
    if (squares > squaresMax) throw lines.refusal(index, `squares over ${squaresMax}`)
    if (draw.draw >= draws) throw lines.refusal(index, `draw ${draw.draw} of ${draws}`)
    if (draw.draw <= previous) throw lines.refusal(index, `draw ${draw.draw} after ${previous}`)
    previous = draw.draw
    return draw
  })
  return { seed, draws, epsilonMilli, accepted }
}

/** Starts from the 3 in bed on the first day; an epidemic that is over stays over. */
function isCourse(inBed: readonly number[]): boolean {
  return (
    inBed[0] === observedInBed[0] &&
    inBed.every((count, day) => !(day > 0 && inBed[day - 1] === 0 && count > 0))
  )
}
