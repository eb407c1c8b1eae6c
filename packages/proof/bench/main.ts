/**
 * `nx run proof:bench -- [--json] [--check] [--rounds N] [--leaves N] [--many N]`: from leaf values
 * to a root, beside @openzeppelin/merkle-tree on the same leaves, in alternating processes. Only
 * ratios within one run mean something. `--check` exits with 1 when a gate is missed.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Measurement } from './build-tree.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    leaves: { type: 'string', default: '100000' },
    /** How many leaves the large tree has, which only we build. */
    many: { type: 'string', default: '1000000' },
  },
})

function measure(library: string, leaves: number): Measurement {
  const script = fileURLToPath(new URL('build-tree.ts', import.meta.url))
  const args = ['--expose-gc', '--max-old-space-size=4096', script, library, String(leaves)]
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${library} ended with ${status}`)
  return JSON.parse(stdout) as Measurement
}

const middle = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN

const summary = (rows: readonly Measurement[]) => ({
  seconds: middle(rows.map(({ ms }) => ms)) / 1_000,
  memoryMib: Math.round(middle(rows.map(({ memoryMib }) => memoryMib))),
})

const [leaves, many] = [Number(values.leaves), Number(values.many)]
const [ours, theirs]: [Measurement[], Measurement[]] = [[], []]
for (let round = 0; round < Number(values.rounds); round += 1) {
  ours.push(measure('pumasi', leaves))
  theirs.push(measure('openzeppelin', leaves))
}
const roots = new Set([...ours, ...theirs].map(({ root }) => root))
if (roots.size !== 1) throw new Error(`found ${roots.size} roots of the same leaves`)
const rows = [
  { library: 'pumasi', leaves, ...summary(ours) },
  { library: '@openzeppelin/merkle-tree', leaves, ...summary(theirs) },
  { library: 'pumasi', leaves: many, ...summary([measure('pumasi', many)]) },
]
const ratios = theirs.map(({ ms }, round) => ms / (ours[round]?.ms ?? Number.NaN))
const speed = {
  gate: 'times as fast as @openzeppelin/merkle-tree',
  value: middle(ratios),
  bound: 10,
}
const gates = [{ ...speed, met: speed.value >= speed.bound }]

if (values.json) {
  console.log(JSON.stringify({ rows, gates }, null, 2))
} else {
  for (const { library, leaves: count, seconds, memoryMib } of rows) {
    const cost = `${seconds.toFixed(2).padStart(8)} s ${String(memoryMib).padStart(6)} MiB`
    console.log(`${library.padEnd(28)}${String(count).padStart(9)} leaves ${cost}`)
  }
  for (const { gate, value, bound, met } of gates) {
    console.log(`${value.toFixed(1)} ${gate}, gate ${bound}: ${met ? 'met' : 'MISSED'}`)
  }
}
if (values.check && gates.some(({ met }) => !met)) process.exitCode = 1
