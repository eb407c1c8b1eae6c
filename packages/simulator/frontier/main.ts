/**
 * `nx run simulator:frontier -- [--check] [--json] [--gates] [--seed N]`: measures the gates,
 * sweeps the settings, and draws docs/pictures/trust-frontier.svg.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { defaultTrustRules } from '@pumasi/rules'
import { gateScenarios, judgeGates, simulate } from '@pumasi/simulator'
import type { GateRow, PolicyName } from '@pumasi/simulator'
import { plotFrontier } from './plot.ts'
import { sweep } from './sweep.ts'
import { gateTable, pointTable } from './tables.ts'

const usage = `nx run simulator:frontier -- [--check] [--json] [--gates] [--seed N]
  --check   exit code 1 when a gate is missed
  --gates   measure the gates only: no sweep, no picture
  --json    print one JSON document
  --seed N  another seed (default 1)`

/** Accounts for each row: enough that chance decides no gate. */
const SCALE = 4
const SWEEP_SEEDS = 5

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    gates: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
})
const seed = Number(values.seed)
if (values.help || !Number.isSafeInteger(seed)) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

function measureGates(policy: PolicyName): GateRow[] {
  const { honest, burst, steady } = gateScenarios(defaultTrustRules, SCALE)
  const reports = {
    honest: simulate(honest, seed, policy),
    burst: simulate(burst, seed, policy),
    steady: simulate(steady, seed, policy),
  }
  return judgeGates(reports, defaultTrustRules)
}

console.error('gates: the rules of the grid')
const ours = measureGates('pumasi')
console.error("gates: BOINC's rule")
const boinc = measureGates('boinc')
const seeds = Array.from({ length: SWEEP_SEEDS }, (_, index) => seed + index)
const points = values.gates ? [] : sweep(seeds, (label) => console.error(label))
const missed = ours.filter(({ passed }) => !passed).map(({ name }) => name)

if (values.json) console.log(JSON.stringify({ seed, ours, boinc, points, missed }, null, 2))
else console.log([gateTable(ours, boinc), pointTable(points)].join('\n\n'))
if (!values.gates) {
  const folder = new URL('../../../docs/pictures/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const lives = (rows: readonly GateRow[]): GateRow[] =>
    rows.filter(({ gate }) => gate === 'honest')
  const picture = plotFrontier(points, [
    { name: 'Pumasi', rows: lives(ours) },
    { name: "BOINC's rule", rows: lives(boinc) },
  ])
  const path = fileURLToPath(new URL('trust-frontier.svg', folder))
  writeFileSync(path, picture)
  console.error(`drawn: docs/pictures/trust-frontier.svg`)
}
console.error(missed.length === 0 ? 'every gate is met' : `missed: ${missed.join('; ')}`)
if (values.check && missed.length > 0) process.exitCode = 1
