/** Behaviour: what an account puts out, from what it can know: its own past, never the draw. */
import type { Random } from './random.ts'
import type { SimAccount, SimOutput } from './unit.ts'

/** What a run comes to. `effort`: the unit was really computed. */
export interface Run {
  readonly output: SimOutput
  readonly effort: 0 | 1
  /** The host leaves with this report. */
  readonly leaves: boolean
}

const TRUE_OUTPUT: SimOutput = 0
const honest: Run = { output: TRUE_OUTPUT, effort: 1, leaves: false }

/** Wrong outputs of two accounts agree only when they collude. */
const ownLie = (account: SimAccount, unitId: number): SimOutput =>
  1 + unitId * 1_000_003 + account.index

/** A number below a million that all members of a ring derive from the unit alone. */
const ringDraw = (unitId: number): number =>
  (Math.imul(unitId ^ (unitId >>> 15), 2_654_435_761) >>> 0) % 1_000_000

/** Runs one unit. */
export function runUnit(account: SimAccount, unitId: number, random: Random): Run {
  const { behaviour, reported, classIndex } = account
  const lie: Run = { output: ownLie(account, unitId), effort: 0, leaves: false }
  switch (behaviour.kind) {
    case 'honest':
    case 'silent':
      return honest
    case 'faulty':
      return random.chance(behaviour.wrongPpm) ? { ...lie, effort: 1 } : honest
    case 'steady':
      return random.chance(behaviour.wrongPpm) ? lie : honest
    case 'sybil':
      return reported < behaviour.honestUnits ? honest : lie
    case 'colluding':
      return reported >= behaviour.honestUnits && ringDraw(unitId) < behaviour.wrongPpm
        ? { ...lie, output: -1 - classIndex }
        : honest
    case 'burst': {
      const { honestUnits, wrongUnits, then } = behaviour
      const length = honestUnits + (wrongUnits ?? Number.POSITIVE_INFINITY)
      const at = then === 'again' && length > 0 ? reported % length : reported
      if (at < honestUnits || at >= length) return honest
      return { ...lie, leaves: then === 'vanish' && at + 1 >= length }
    }
  }
}

/** A burst that begins again does so when it is caught; everything else goes on. */
export function hearOfFailure(account: SimAccount): void {
  account.caught += 1
  const { behaviour } = account
  if (behaviour.kind === 'burst' && behaviour.then === 'again') account.reported = 0
}
