/**
 * One work unit: `trials` lattices, each filled until it wraps; how often a cluster first wrapped
 * along either axis, and along x, at which count of occupied sites.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { finish, write, writeInteger } from '../../../assembly/command/stream'
import { seedRandom } from '../../../assembly/random/xoshiro'
import { allocateLattice, fill, wrappedX, wrappedY } from './lattice'

let either: StaticArray<u32> = new StaticArray<u32>(0)
let alongX: StaticArray<u32> = new StaticArray<u32>(0)

function trial(_index: u64): void {
  fill()
  const first = min(wrappedX, wrappedY)
  unchecked((either[first] += 1))
  unchecked((alongX[wrappedX] += 1))
}

/** Pairs of a count of sites and how many trials wrapped there, without the zeros. */
function writeHistogram(counts: StaticArray<u32>): void {
  let written = 0
  write('[')
  for (let sites = 0; sites < counts.length; sites++) {
    if (counts[sites] == 0) continue
    if (written++ > 0) write(',')
    write('[')
    writeInteger(sites)
    write(',')
    writeInteger(counts[sites])
    write(']')
  }
  write(']')
}

function main(): void {
  readArguments()
  const size = <i32>decimalOption('--size', 0, 4, 256)
  const trials = decimalOption('--trials', 0, 1, 1_000_000)
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  assertNoMoreArguments()

  seedRandom(seed)
  allocateLattice(size)
  either = new StaticArray<u32>(size * size + 1)
  alongX = new StaticArray<u32>(size * size + 1)
  repeat(trials, trial)
  write('{"alongX":')
  writeHistogram(alongX)
  write(',"either":')
  writeHistogram(either)
  write(',"seed":')
  writeInteger(seed)
  write(',"size":')
  writeInteger(size)
  write(',"trials":')
  writeInteger(trials)
  write(',"version":1}\n')
  finish()
}

main()
