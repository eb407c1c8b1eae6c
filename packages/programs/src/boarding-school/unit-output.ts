/**
 * One unit's standard output, read as a stranger's: JSON lines, canonical and integers only.
 *
 * In: bytes of `{betaMicro, draw, gammaMicro, inBed, squares}` lines, one for each accepted draw in
 * order, and a last line `{accepted, draws, epsilonMilli, seed, version}`.
 * Out: the same, every value in range and every distance computed again.
 * Invariant: bytes that the program cannot have written are refused (unit-output.test.ts).
 */
import { GridError, MIB, decodeCanonical } from '@pumasi/domain'
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

const OUTPUT_MAX_BYTES = MIB
const DRAWS_MAX = 10_000_000
const DAYS = observedInBed.length

const refuse = (line: number, found: string, cause?: unknown): GridError =>
  new GridError('BAD_UNIT_OUTPUT', `found ${found} in line ${line} of a unit's output`, {
    hint: 'Leave this output out: the boarding-school program cannot have written it.',
    details: { line, found },
    cause,
  })

/** Reads one unit's output. @throws `BAD_UNIT_OUTPUT` naming the line and what is wrong with it. */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines(stdout)
  const last = lines.length
  const summary = readRecord(lines[last - 1] ?? '', last, [
    ['accepted', 0, last - 1],
    ['draws', 1, DRAWS_MAX],
    ['epsilonMilli', 1, BOYS * 1000],
    ['seed', 0, Number.MAX_SAFE_INTEGER],
    ['version', 1, 1],
  ])
  const { draws, epsilonMilli, seed } = summary as Record<'draws' | 'epsilonMilli' | 'seed', number>
  if (summary['accepted'] !== last - 1) throw refuse(last, `a count other than ${last - 1} lines`)
  const squaresMax = Number((BigInt(DAYS) * BigInt(epsilonMilli) ** 2n) / 1_000_000n)
  let previous = -1
  const accepted = lines.slice(0, -1).map((text, index) => {
    const draw = readAccepted(text, index + 1, draws, squaresMax)
    if (draw.draw <= previous) throw refuse(index + 1, `draw ${draw.draw} after ${previous}`)
    previous = draw.draw
    return draw
  })
  return { seed, draws, epsilonMilli, accepted }
}

function splitLines(stdout: Uint8Array): string[] {
  if (stdout.length > OUTPUT_MAX_BYTES) throw refuse(1, `${stdout.length} bytes, over 1 MiB,`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(stdout)
  } catch (cause) {
    throw refuse(1, 'bytes that are not UTF-8', cause)
  }
  if (!text.endsWith('\n')) throw refuse(1, 'no line feed at the end')
  return text.slice(0, -1).split('\n')
}

type Field = readonly [name: string, low: number, high: number]

/** A canonical JSON object with exactly these integers in these ranges, besides `more` keys. */
function readRecord(
  text: string,
  line: number,
  fields: readonly Field[],
  more = 0,
): Record<string, unknown> {
  let value: unknown
  try {
    value = decodeCanonical(text)
  } catch (cause) {
    throw refuse(line, 'something that is not canonical JSON', cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse(line, 'no object')
  }
  const record = value as Record<string, unknown>
  for (const [name, low, high] of fields) {
    const found = Object.hasOwn(record, name) ? record[name] : undefined
    if (!isIntegerIn(found, low, high)) {
      throw refuse(line, `${name} that is no integer from ${low} to ${high}`)
    }
  }
  if (Object.keys(record).length !== fields.length + more) throw refuse(line, 'unknown keys')
  return record
}

const isIntegerIn = (value: unknown, low: number, high: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= low && value <= high

function readAccepted(text: string, line: number, draws: number, squaresMax: number): AcceptedDraw {
  const fields: Field[] = [
    ['betaMicro', 1, BETA_MAX_MICRO],
    ['draw', 0, draws - 1],
    ['gammaMicro', 1, GAMMA_MAX_MICRO],
    ['squares', 0, squaresMax],
  ]
  const record = readRecord(text, line, fields, 1)
  const inBed = record['inBed']
  if (!isCurve(inBed)) throw refuse(line, 'inBed that is no course of an epidemic over 14 days')
  const squares = squaresFromObserved(inBed)
  if (record['squares'] !== squares) throw refuse(line, `squares other than ${squares}`)
  const { betaMicro, draw, gammaMicro } = record as Record<string, number> as Omit<
    AcceptedDraw,
    'inBed'
  >
  return { betaMicro, draw, gammaMicro, inBed }
}

/** 14 counts of boys that start from the 3 in bed on the first day; an epidemic over stays over. */
const isCurve = (value: unknown): value is number[] =>
  Array.isArray(value) &&
  value.length === DAYS &&
  value[0] === observedInBed[0] &&
  value.every(
    (count, day) => isIntegerIn(count, 0, BOYS) && !(day > 0 && value[day - 1] === 0 && count > 0),
  )
