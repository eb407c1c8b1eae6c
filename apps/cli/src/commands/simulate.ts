/** `pumasi simulate`: a whole grid in one thread, under the real trust rules. */
import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { policyNames, simulate } from '@pumasi/simulator'
import type { PolicyName } from '@pumasi/simulator'
import { readScenario, scenarioNames } from '../simulation/scenario-file.ts'
import { print } from '../terminal/failure.ts'
import { wholeNumber } from '../terminal/options.ts'
import { describeSimulation } from '../terminal/simulation-report.ts'

interface SimulateOptions {
  readonly scenario: string
  readonly seed: number
  readonly policy?: readonly PolicyName[]
  readonly json?: boolean
}

function parsePolicy(text: string): readonly PolicyName[] {
  if (text === 'both') return policyNames
  const policy = policyNames.find((name) => name === text)
  if (policy !== undefined) return [policy]
  throw new InvalidArgumentError(`Expected ${policyNames.join(', ')} or both.`)
}

export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('Run a grid of simulated hosts, honest and not, under the real trust rules')
    .requiredOption(
      '--scenario <name|file>',
      `who takes part: a file, or ${scenarioNames.join(' or ')}`,
    )
    .option('--seed <number>', 'the same seed gives the same run', wholeNumber(0), 1)
    .option(
      '--policy <name>',
      'pumasi, boinc (adaptive replication, to compare) or both (default)',
      parsePolicy,
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Nothing is executed and no grid is needed. docs/trust.md describes scenario files and how to read
the table: extra executions for a believed unit, wrong outputs believed, credit for honest effort.

Examples:
  pumasi simulate --scenario neighbourhood --seed 7
  pumasi simulate --scenario nation --policy pumasi --json
  pumasi simulate --scenario my-grid.yaml --seed 1`,
    )
    .action(runSimulation)
}

async function runSimulation({ scenario, seed, policy, json }: SimulateOptions): Promise<void> {
  const parsed = await readScenario(scenario)
  const reports = (policy ?? policyNames).map((name) => simulate(parsed, seed, name))
  if (json) print({ ok: true, scenario: parsed, reports })
  else process.stdout.write(reports.map(describeSimulation).join('\n'))
}
