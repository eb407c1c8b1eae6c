/**
 * Simulate: one scenario, one seed, one policy; the same three give the same report.
 *
 * Both policies meet the same hosts: arrivals, speeds and lives come from streams of their own.
 */
import type { Policy } from './policies/policy.ts'
import { AdaptivePolicy } from './policies/adaptive.ts'
import { BoincPolicy } from './policies/boinc.ts'
import { buildReport } from './report.ts'
import type { PolicyName, Report } from './report.ts'
import type { Scenario } from './scenario.ts'
import { hearOfFailure } from './world/behaviour.ts'
import { Grid } from './world/grid.ts'
import { Random } from './world/random.ts'
import { Tally } from './world/tally.ts'

/** Runs a scenario to its end. */
export function simulate(scenario: Scenario, seed: number, policy: PolicyName): Report {
  const tally = new Tally(scenario.classes.length)
  const running = policyOf(policy, scenario, seed, tally)
  const endMs = new Grid(scenario, seed, running, tally).run()
  const days = Math.round(endMs / 864_000) / 100
  return buildReport(scenario, tally, { seed, policy, days, unsettled: running.openUnits() })
}

function policyOf(name: PolicyName, scenario: Scenario, seed: number, tally: Tally): Policy {
  return name === 'pumasi'
    ? new AdaptivePolicy(scenario, seed, tally, hearOfFailure)
    : new BoincPolicy(scenario, tally, new Random(seed, 'boinc'), hearOfFailure)
}
