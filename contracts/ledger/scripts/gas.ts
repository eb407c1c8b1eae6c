/**
 * Prints what each call costs beside its gate and `gas.json`, what it cost when that was written;
 * `--write` writes it again. With `--check` exits 1 when a gate is missed or a cost has changed.
 * Measured as transactions on Hardhat's own chain, calldata and base cost included.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { measure } from './gas/measure.ts'

const kept = new URL('../gas.json', import.meta.url)
const rows = await measure()
const costs = Object.fromEntries(rows.map(({ what, gas }) => [what, gas]))
if (process.argv.includes('--write')) writeFileSync(kept, `${JSON.stringify(costs, null, 2)}\n`)
const before = JSON.parse(readFileSync(kept, 'utf8')) as Record<string, number>

const line = (...[what = '', ...cells]: string[]): void =>
  console.log(what.padEnd(38) + cells.map((cell) => cell.padStart(13)).join(''))
line('call', 'gas', 'gas/unit', 'gate', 'kept')
for (const { what, gas, gate, units } of rows) {
  const perUnit = units === undefined ? '' : (gas / units).toFixed(gas > 1_000 * units ? 0 : 2)
  const judged = gate === undefined ? '' : gas <= gate ? `<= ${gate}` : `MISSED ${gate}`
  const keptGas = before[what]
  line(what, String(gas), perUnit, judged, keptGas === gas ? 'same' : `was ${keptGas}`)
}

const missed = rows.some(({ gas, gate }) => gate !== undefined && gas > gate)
const changed = JSON.stringify(before) !== JSON.stringify(costs)
if (changed) console.log('gas.json is not what was measured: run with --write and look at it')
if (process.argv.includes('--check') && (missed || changed)) process.exitCode = 1
