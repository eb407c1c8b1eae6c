/**
 * Scenario: who takes part in a grid, for how long, and under which rules.
 *
 * In: a document of a stranger. Out: a scenario whose every bound has been checked, so that no
 * scenario runs for ever. Keys that are not described are refused.
 */
import { GridError, firstIssue, labelSchema } from '@pumasi/domain'
import { defaultTrustRules, trustRulesSchema } from '@pumasi/rules'
import { z } from 'zod'

const ppm = z.int().min(0).max(1_000_000)
const units = z.int().min(0).max(10_000_000)

/** What a machine puts out, and what its owner is up to. */
const behaviourSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('honest') }),
  /** Errs by accident; every error is another one. */
  z.strictObject({ kind: z.literal('faulty'), wrongPpm: ppm }),
  /** Honest for some units, then wrong for some (null: from then on). */
  z.strictObject({
    kind: z.literal('burst'),
    honestUnits: units,
    wrongUnits: units.nullable(),
    /** After the burst; `again`: from the beginning, also whenever it is caught. */
    then: z.enum(['vanish', 'honest', 'again']),
  }),
  /** Lies about a share of its units, from the first one on. */
  z.strictObject({ kind: z.literal('steady'), wrongPpm: ppm }),
  /** All accounts of the class report the same wrong output for the same share of units. */
  z.strictObject({ kind: z.literal('colluding'), honestUnits: units, wrongPpm: ppm }),
  /** Lies after some honest units; when caught it comes back under a new identity. */
  z.strictObject({ kind: z.literal('sybil'), honestUnits: units }),
  /** Takes work and never reports. */
  z.strictObject({ kind: z.literal('silent') }),
])
export type Behaviour = z.infer<typeof behaviourSchema>

const classSchema = z.strictObject({
  name: labelSchema,
  count: z.int().min(1).max(10_000),
  behaviour: behaviourSchema,
  /** Units of speed; log-normal, so that nearly all hosts span so many orders of magnitude. */
  speed: z.number().min(0.001).max(1_000).default(1),
  speedDecades: z.number().min(0).max(6).default(3),
  /** Mean of an exponentially distributed life; null: stays. */
  lifeDays: z.number().positive().max(100_000).nullable().default(91),
  /** Leaves after so many reported units; null: no such end. */
  lifeUnits: z.int().positive().max(10_000_000).nullable().default(null),
  /** Leases that fail or time out. */
  failurePpm: ppm.default(50_000),
  /** Hosts arrive evenly over so many days. */
  arrivalDays: z.number().min(0).max(10_000).default(1),
  /** Another host of the class comes when one leaves. */
  replaced: z.boolean().default(false),
  /** Believed units its accounts have before the scenario begins. */
  history: units.default(0),
  /** `checks`: runs nothing but units that others ran; `own`: never those. */
  takes: z.enum(['all', 'checks', 'own']).default('all'),
  /** Hosts that share one network address. */
  hostsPerAddress: z.int().min(1).max(10_000).default(1),
})
export type HostClass = z.infer<typeof classSchema>

const scenarioSchema = z.strictObject({
  version: z.literal(1),
  name: labelSchema,
  description: z.string().max(1_000).default(''),
  /** Days in which new units are handed out; what is open then is still brought to its end. */
  days: z.number().positive().max(10_000),
  /** Seconds a unit takes at speed 1. */
  unitSeconds: z.number().min(1).max(1_000_000).default(400),
  /** Minutes from one batch to the next: receipts are sealed, and those before are drawn. */
  batchMinutes: z.number().min(0.1).max(10_000).default(10),
  /** Days without a receipt after which an account's provisional units are closed. */
  closeAfterDays: z.number().min(0.01).max(10_000).default(2),
  /** What the job asks for. */
  demand: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('adaptive') }),
      z.strictObject({ kind: z.literal('full') }),
      z.strictObject({ kind: z.literal('confidence'), wrongMaxPpm: ppm.min(1) }),
    ])
    .default({ kind: 'adaptive' }),
  rules: trustRulesSchema.default(defaultTrustRules),
  boinc: z
    .strictObject({
      /** Consecutive valid replicated units from which on a host may be trusted. */
      consecutiveMin: z.int().min(1).max(100_000).default(10),
      /** Units a request: trust is drawn once for all of them. */
      unitsPerRequest: z.int().min(1).max(1_000).default(1),
    })
    .prefault({}),
  classes: z.array(classSchema).min(1).max(100),
})

export type Scenario = z.infer<typeof scenarioSchema>
/** A scenario as it is written: what has a default may be left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>

/** Units a scenario may reach by its own numbers, so that a run ends within minutes. */
export const SCENARIO_UNITS_MAX = 20_000_000

/** Checks a scenario. @throws `SCENARIO_INVALID` naming the first key that is wrong */
export function parseScenario(document: unknown): Scenario {
  const read = scenarioSchema.safeParse(document)
  if (!read.success) throw invalid(firstIssue(read.error))
  const names = read.data.classes.map(({ name }) => name)
  const twice = names.find((name, position) => names.indexOf(name) !== position)
  if (twice !== undefined) throw invalid(`classes: found the name "${twice}" twice`)
  const reach = reachOf(read.data)
  if (reach > SCENARIO_UNITS_MAX) {
    throw invalid(`the top: found about ${reach} units, expected at most ${SCENARIO_UNITS_MAX}`)
  }
  return read.data
}

/** About how many units the classes may run: the mean speed of each times its time. */
function reachOf({ classes, days, unitSeconds }: Scenario): number {
  return Math.round(
    classes.reduce((sum, { count, speed, speedDecades, lifeUnits, takes }) => {
      if (takes === 'checks') return sum
      const mean = speed * Math.exp(spreadOf(speedDecades) ** 2 / 2)
      const byTime = (days * 86_400 * mean) / unitSeconds
      return sum + count * Math.min(byTime, lifeUnits ?? byTime)
    }, 0),
  )
}

/** Standard deviation of the logarithm when six of them span so many orders of magnitude. */
export const spreadOf = (decades: number): number => (decades * Math.LN10) / 6

const invalid = (found: string): GridError =>
  new GridError('SCENARIO_INVALID', `found a scenario that is none, at ${found}`, {
    hint: 'docs/trust.md lists every key of a scenario with its form.',
    details: { found },
  })
