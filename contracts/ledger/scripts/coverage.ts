/**
 * Runs the Solidity tests under coverage and exits 1 unless every line of the contract was reached.
 * Each branch here is a line of its own (a revert, a return), so none is left out either.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { status } = spawnSync('hardhat', ['test', 'solidity', '--coverage'], { stdio: 'inherit' })
const report = readFileSync(new URL('../coverage/lcov.info', import.meta.url), 'utf8')

const missed: string[] = []
let lines = 0
for (const record of report.split('end_of_record')) {
  const file = /^SF:(.*)$/m.exec(record)?.[1] ?? ''
  for (const [, line, hits] of record.matchAll(/^DA:(\d+),(\d+)/gm)) {
    lines += 1
    if (hits === '0') missed.push(`${file}:${line}`)
  }
}
console.log(`${lines - missed.length} of ${lines} lines reached`)
for (const place of missed) console.log(`not reached: ${place}`)
process.exitCode = status !== 0 || lines === 0 || missed.length > 0 ? 1 : 0
