/**
 * `nx run sandbox:conformance -- [COUNT] [FIRST_SEED]`: random modules, plain against reference
 * against repairing and detecting. Prints each difference with its seed; exit code 1 when there is
 * one.
 */
import { isGridError } from '@pumasi/domain'
import { difference, run } from './compare.ts'
import { randomModule } from './random-modules.ts'

const count = Number(process.argv[2] ?? 200)
const from = Number(process.argv[3] ?? 0)
let differences = 0
let fuel = 0
let refused = 0
let repaired = 0

for (let seed = from; seed < from + count; seed += 1) {
  const withNans = seed % 2 === 0
  const module = randomModule(seed, withNans)
  try {
    const reference = run(module, 'reference')
    fuel += reference.calls.filter(({ ending }) => ending === 'value').length
    const detecting = run(module, 'detecting')
    if (detecting.calls.some(({ ending }) => ending === 'nan')) repaired += 1
    const found = [
      difference(reference, run(module, 'repairing'), true),
      difference(reference, detecting, true),
    ]
    if (!withNans) found.push(difference(run(module, 'plain'), reference, false))
    for (const text of found) {
      if (text === undefined) continue
      differences += 1
      console.log(`seed ${seed}: ${text}`)
    }
  } catch (error) {
    if (!isGridError(error)) throw error
    refused += 1
    console.log(`seed ${seed}: ${error.code} ${error.message}`)
  }
}
console.log(
  `${count} modules, ${fuel} runs with equal fuel, ${differences} differences, ${refused} refused, ` +
    `${repaired} to be repaired`,
)
process.exitCode = differences === 0 ? 0 : 1
