/**
 * One work unit: replica exchange of HP chains over a ladder of temperatures. One line of canonical
 * JSON with the best fold seen.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
  wordOption,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { EXIT_USAGE, exitWith, finish, write, writeInteger } from '../../../assembly/command/stream'
import { nextWord, seedRandom } from '../../../assembly/random/xoshiro'
import {
  LENGTH_MAX,
  REPLICAS_MAX,
  contacts,
  layStraight,
  length,
  select,
  setMonomer,
  stepAfter,
  tryMove,
} from './chain'

/** Pull moves of each replica between exchanges. */
const MOVES: i32 = 500
/** Most contacts a chain can lose: two for each monomer and the ends. */
const LOSSES: usize = 402

/** exp(-k / T) * 2^32 by rung and k. */
const weights = memory.data(102912, 8)
/** 1 / T by rung, and which replica stands on it. */
const betas = memory.data(256, 8)
const standing = memory.data(128, 4)
const energies = memory.data(128, 4)
const bestSteps = memory.data(200)
const swaps = memory.data(256, 8)

let replicas: i32 = 0
let best: i32 = -1
let foundAt: u64 = 0

function replicaOn(rung: i32): i32 {
  return load<i32>(standing + ((<usize>rung) << 2))
}

function betaOf(rung: i32): f64 {
  return load<f64>(betas + ((<usize>rung) << 3))
}

function contactsOn(replica: i32): i32 {
  return load<i32>(energies + ((<usize>replica) << 2))
}

function prepare(coldest: f64, hottest: f64): void {
  for (let rung = 0; rung < replicas; rung++) {
    const share = replicas > 1 ? <f64>rung / <f64>(replicas - 1) : 0
    const beta = 1 / (coldest + share * (hottest - coldest))
    store<f64>(betas + ((<usize>rung) << 3), beta)
    store<i32>(standing + ((<usize>rung) << 2), rung)
    for (let lost: usize = 0; lost < LOSSES; lost++) {
      const weight = <u64>(4294967296.0 * Math.exp(-beta * <f64>lost))
      store<u64>(weights + ((<usize>rung * LOSSES + lost) << 3), weight)
    }
  }
}

function keepBest(now: i32, sweep: u64): void {
  best = now
  foundAt = sweep
  for (let index = 0; index + 1 < length; index++) {
    store<u8>(bestSteps + <usize>index, <u8>stepAfter(index))
  }
}

function moveReplica(rung: i32, sweep: u64): void {
  const replica = replicaOn(rung)
  const losses = weights + ((<usize>rung * LOSSES) << 3)
  let now = contactsOn(replica)
  select(replica)
  for (let move = 0; move < MOVES; move++) {
    now += tryMove(losses)
    if (now > best) keepBest(now, sweep)
  }
  store<i32>(energies + ((<usize>replica) << 2), now)
}

/** Neighbouring rungs, every second pair, change replicas by Metropolis' rule. */
function swapRungs(from: i32): void {
  for (let rung = from; rung + 1 < replicas; rung += 2) {
    const cold = replicaOn(rung)
    const hot = replicaOn(rung + 1)
    const gain = contactsOn(hot) - contactsOn(cold)
    const exponent = (betaOf(rung) - betaOf(rung + 1)) * <f64>gain
    if (exponent < 0 && <f64>(nextWord() >> 11) >= 9007199254740992.0 * Math.exp(exponent)) continue
    store<i32>(standing + ((<usize>rung) << 2), hot)
    store<i32>(standing + ((<usize>rung) << 2), cold, 4)
    const count = swaps + ((<usize>rung) << 3)
    store<u64>(count, load<u64>(count) + 1)
  }
}

function sweepAll(sweep: u64): void {
  for (let rung = 0; rung < replicas; rung++) moveReplica(rung, sweep)
  swapRungs(<i32>(sweep & 1))
}

function writeFold(): void {
  for (let index = 0; index + 1 < length; index++) {
    const way = load<u8>(bestSteps + <usize>index)
    write(way == 0 ? 'R' : way == 1 ? 'U' : way == 2 ? 'L' : 'D')
  }
}

function main(): void {
  readArguments()
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  const sequence = wordOption('--sequence', 'HP', LENGTH_MAX)
  replicas = <i32>decimalOption('--replicas', 0, 1, REPLICAS_MAX)
  const coldest = decimalOption('--coldest', 3, 50, 10_000)
  const hottest = decimalOption('--hottest', 3, 50, 10_000)
  const sweeps = decimalOption('--sweeps', 0, 1, 100_000_000)
  assertNoMoreArguments()
  if (hottest < coldest) exitWith(EXIT_USAGE, 'found --hottest below --coldest')
  let monomers = 0
  for (; load<u8>(sequence + <usize>monomers) != 0; monomers++) {
    setMonomer(monomers, load<u8>(sequence + <usize>monomers) == 72)
  }
  if (monomers < 3) exitWith(EXIT_USAGE, 'found fewer than 3 monomers in --sequence')

  seedRandom(seed)
  prepare(<f64>coldest / 1000, <f64>hottest / 1000)
  for (let replica = 0; replica < replicas; replica++) {
    select(replica)
    layStraight(monomers)
    store<i32>(energies + ((<usize>replica) << 2), contacts())
  }
  keepBest(0, 0)
  repeat(sweeps, sweepAll)
  write('{"coldestMilli":')
  writeInteger(coldest)
  write(',"contacts":')
  writeInteger(<u64>best)
  write(',"fold":"')
  writeFold()
  write('","foundAt":')
  writeInteger(foundAt)
  write(',"hottestMilli":')
  writeInteger(hottest)
  write(',"replicas":')
  writeInteger(<u64>replicas)
  write(',"seed":')
  writeInteger(seed)
  write(',"sequence":"')
  for (let index = 0; index < monomers; index++) {
    write(load<u8>(sequence + <usize>index) == 72 ? 'H' : 'P')
  }
  write('","swaps":[')
  for (let rung = 0; rung + 1 < replicas; rung++) {
    if (rung > 0) write(',')
    writeInteger(load<u64>(swaps + ((<usize>rung) << 3)))
  }
  write('],"sweeps":')
  writeInteger(sweeps)
  write(',"version":1}\n')
  finish()
}

main()
