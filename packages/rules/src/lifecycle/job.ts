/**
 * Job: a specification and the units it stands for.
 *
 * In: a job specification. Out: its id, its number of units, and each unit's complete input,
 * derived from the index alone, so that a stranger with the specification needs no list of units.
 * Does not read: clock, store, blobs.
 * Invariants: equal specifications have equal ids; two indices never have the same input
 * (job.test.ts).
 */
import { GridError, digestOf, digestOfCanonical, encodeCanonical, invariant } from '@pumasi/domain'
import type { Axis, Canonical, Digest, JobId, JobSpec, UnitInput } from '@pumasi/domain'

/** Most units one job may have; they come into being as they are leased. */
export const JOB_UNITS_MAX = 5_000_000
/** Most characters the arguments of one unit may have together, whatever the axes put in. */
export const ARGS_CHARS_MAX = 1_000_000

/** The job's id: the digest of its canonical specification. */
export const jobIdOf = (spec: JobSpec): JobId =>
  digestOfCanonical(spec as unknown as Canonical) as string as JobId

const axisLength = (axis: Axis): number =>
  'values' in axis ? axis.values.length : Math.max(0, axis.to - axis.from + 1)

const axisValue = (axis: Axis, position: number): string => {
  const value = 'values' in axis ? axis.values[position] : String(axis.from + position)
  invariant(value !== undefined, 'a position on the axis', { axis: axis.name, position })
  return value
}

/** Number of units: the product of all axes and of the standard inputs. */
export const countUnits = (spec: JobSpec): number =>
  spec.axes.reduce((product, axis) => product * axisLength(axis), Math.max(1, spec.stdin.length))

/** Runs of each unit to count on; where trust decides most units are run once. */
export const runsOfUnit = (spec: JobSpec): number =>
  spec.quorum ?? (spec.trust.kind === 'full' ? 2 : 1)

/** A job that may be submitted: `canonical` are the bytes whose digest is its id. */
export interface PlannedJob {
  readonly jobId: JobId
  readonly unitCount: number
  readonly canonical: Uint8Array
}

/**
 * Id and number of units of a job that may be submitted.
 * @throws `JOB_EMPTY`, `JOB_TOO_LARGE`, `JOB_UNKNOWN_PLACEHOLDER`, `JOB_DUPLICATE_AXIS`,
 *   `JOB_ARGS_TOO_LONG`
 */
export function planJob(spec: JobSpec): PlannedJob {
  const unitCount = countUnits(spec)
  if (unitCount < 1) {
    throw new GridError('JOB_EMPTY', `found a matrix of ${unitCount} units, expected at least 1`, {
      hint: 'Give every axis of the matrix at least one value.',
    })
  }
  if (unitCount > JOB_UNITS_MAX) {
    throw new GridError(
      'JOB_TOO_LARGE',
      `found a matrix of ${unitCount} units, expected at most ${JOB_UNITS_MAX}`,
      {
        hint: 'Let each unit do more work, or split the matrix into several jobs.',
        details: { found: unitCount, expectedMax: JOB_UNITS_MAX },
      },
    )
  }
  const names = spec.axes.map(({ name }) => name)
  const repeated = names.find((name, position) => names.indexOf(name) !== position)
  if (repeated !== undefined || names.includes('index')) {
    throw new GridError('JOB_DUPLICATE_AXIS', `found the axis "${repeated ?? 'index'}" twice`, {
      hint: 'Give every axis a name of its own; "index" is taken.',
    })
  }
  // Before anything is expanded: a few thousand characters can stand for gigabytes.
  const argsChars = longestArgs(spec)
  if (argsChars > ARGS_CHARS_MAX) {
    throw new GridError(
      'JOB_ARGS_TOO_LONG',
      `found arguments of up to ${argsChars} characters for one unit, expected at most ${ARGS_CHARS_MAX}`,
      {
        hint: 'Give long values to the program as standard input or as files.',
        details: { found: argsChars, expectedMax: ARGS_CHARS_MAX },
      },
    )
  }
  // Every unit has the same placeholders, so expanding the first one checks them all.
  // Written and hashed once: the largest specifications have millions of characters.
  const canonical = encodeCanonical(spec as unknown as Canonical)
  const jobId = digestOf(canonical) as string as JobId
  deriveUnitInput(spec, jobId, 0)
  return { jobId, unitCount, canonical }
}

/** Everything unit `index` depends on. @throws `JOB_UNKNOWN_PLACEHOLDER` */
export function deriveUnitInput(spec: JobSpec, jobId: JobId, index: number): UnitInput {
  const values = new Map<string, string>([['index', String(index)]])
  let rest = index
  for (const axis of spec.axes.toReversed()) {
    values.set(axis.name, axisValue(axis, rest % axisLength(axis)))
    rest = Math.floor(rest / axisLength(axis))
  }
  return {
    program: spec.program,
    args: spec.args.map((template) => expand(template, values)),
    stdin: spec.stdin[rest] ?? null,
    files: spec.files,
    seed: deriveSeed(jobId, index),
    limits: spec.limits,
  }
}

/** The input hash a receipt must name for this unit. */
export const inputHashOf = (input: UnitInput): Digest =>
  digestOfCanonical(input as unknown as Canonical)

/** Characters of a unit's arguments at the most: every template with every axis's longest value. */
function longestArgs({ axes, args }: JobSpec): number {
  const longest = new Map([['index', String(JOB_UNITS_MAX).length]])
  for (const axis of axes) {
    const values = 'values' in axis ? axis.values : [String(axis.from), String(axis.to)]
    longest.set(
      axis.name,
      values.reduce((most, value) => Math.max(most, value.length), 0),
    )
  }
  const placeholders = args.flatMap((template) => [...template.matchAll(/\{([^{}]*)\}/g)])
  const filled = placeholders.reduce((sum, [, name]) => sum + (longest.get(name ?? '') ?? 0), 0)
  return args.reduce((sum, template) => sum + template.length, filled)
}

const deriveSeed = (jobId: JobId, index: number): Digest =>
  digestOfCanonical({ purpose: 'pumasi unit seed', jobId, index })

function expand(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (match, name: string | undefined) => {
    if (match === '{{') return '{'
    if (match === '}}') return '}'
    const value = values.get(name ?? '')
    if (value !== undefined) return value
    throw new GridError('JOB_UNKNOWN_PLACEHOLDER', `found {${name}} in "${template}"`, {
      hint: `Use one of ${[...values.keys()].map((known) => `{${known}}`).join(', ')}, or {{ for a brace.`,
      details: { found: name, expected: [...values.keys()] },
    })
  })
}
