/**
 * One work unit: `draws` parameter draws from the prior, each simulated once; those whose epidemic
 * comes within `epsilon` of the observed one are printed, then one summary line.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { finish, write, writeInteger } from '../../../assembly/command/stream'
import { nextUniform, seedRandom, seedSplitMix, splitMix } from '../../../assembly/random/xoshiro'
import { DAYS, REJECTED, illOn, squaredDistance } from './epidemic'

/** Upper ends of the uniform priors, in millionths per day. */
const BETA_MAX_MICRO: f64 = 5_000_000
const GAMMA_MAX_MICRO: f64 = 2_000_000

function writeAccepted(draw: u64, betaMicro: u64, gammaMicro: u64, squares: u64): void {
  write('{"betaMicro":')
  writeInteger(betaMicro)
  write(',"draw":')
  writeInteger(draw)
  write(',"gammaMicro":')
  writeInteger(gammaMicro)
  write(',"inBed":[')
  for (let day = 0; day < DAYS; day++) {
    if (day > 0) write(',')
    writeInteger(illOn(day))
  }
  write('],"squares":')
  writeInteger(squares)
  write('}\n')
}

let stream: u64 = 0
let limit: u64 = 0
let accepted: u64 = 0

function tryDraw(draw: u64): void {
  // A stream for each draw: how early another one was given up does not change this one.
  seedRandom(stream + draw)
  const betaMicro = <u64>Math.ceil(nextUniform() * BETA_MAX_MICRO)
  const gammaMicro = <u64>Math.ceil(nextUniform() * GAMMA_MAX_MICRO)
  const squares = squaredDistance(<f64>betaMicro / 1e6, <f64>gammaMicro / 1e6, limit)
  if (squares == REJECTED) return
  accepted += 1
  writeAccepted(draw, betaMicro, gammaMicro, squares)
}

function main(): void {
  readArguments()
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  const draws = decimalOption('--draws', 0, 1, 10_000_000)
  const epsilonMilli = decimalOption('--epsilon', 3, 1, 763_000)
  assertNoMoreArguments()

  seedSplitMix(seed)
  stream = splitMix()
  // Root mean square over 14 days at most epsilon, in integers: no rounding decides.
  limit = (<u64>DAYS * epsilonMilli * epsilonMilli) / 1_000_000
  repeat(draws, tryDraw)
  write('{"accepted":')
  writeInteger(accepted)
  write(',"draws":')
  writeInteger(draws)
  write(',"epsilonMilli":')
  writeInteger(epsilonMilli)
  write(',"seed":')
  writeInteger(seed)
  write(',"version":1}\n')
  finish()
}

main()
