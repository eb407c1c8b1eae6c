/**
 * One work unit: one lattice at one temperature, run for so many updates of spins; sums of energy
 * and of powers of the magnetisation over each of 16 blocks of sweeps.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { finish, write, writeInteger, writeSigned } from '../../../assembly/command/stream'
import { seedRandom, seedSplitMix, splitMix } from '../../../assembly/random/xoshiro'
import { beginLattice, energy, magnetisation, sweep } from './lattice'

const BLOCKS: u64 = 16

let energySum: i64 = 0
let squares: u64 = 0
let fourths: u64 = 0

function settle(_index: u64): void {
  sweep()
}

function measure(_index: u64): void {
  sweep()
  energySum += <i64>energy()
  const magnet = <i64>magnetisation()
  const square = <u64>(magnet * magnet)
  squares += square
  fourths += square * square
}

function main(): void {
  readArguments()
  const size = <i32>decimalOption('--size', 0, 4, 96)
  const temperature = decimalOption('--temperature', 6, 500_000, 10_000_000)
  // The most that keeps the sums of fourth powers within 64 bits: 2^23 updates a block.
  const updates = decimalOption('--updates', 0, 1_000_000, 134_217_728)
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  assertNoMoreArguments()

  // A stream for each temperature and size: units of one seed do not share their chance.
  seedSplitMix(seed)
  seedRandom(splitMix() + temperature * 1000 + <u64>size)
  beginLattice(size, <f64>temperature / 1e6)
  const sweeps = updates / <u64>(size * size) / BLOCKS
  repeat(sweeps, settle)
  write('{"blocks":[')
  for (let block: u64 = 0; block < BLOCKS; block++) {
    energySum = 0
    squares = 0
    fourths = 0
    repeat(sweeps, measure)
    if (block > 0) write(',')
    write('{"energy":')
    writeSigned(energySum)
    write(',"fourths":"')
    writeInteger(fourths)
    write('","squares":"')
    writeInteger(squares)
    write('"}')
  }
  write('],"seed":')
  writeInteger(seed)
  write(',"size":')
  writeInteger(size)
  write(',"temperatureMicro":')
  writeInteger(temperature)
  write(',"updates":')
  writeInteger(updates)
  write(',"version":1}\n')
  finish()
}

main()
