/**
 * One work unit: DES with 3 or 5 rounds under one random key; on how many of `pairs` random plain
 * texts Matsui's best linear equation holds, and what the key says it should mostly do.
 */
import '../../../assembly/command/abort'
import { desRounds, prepareDes, setDesKey, subkeyOf } from '../../../assembly/cipher/des'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { EXIT_USAGE, exitWith, finish, write, writeInteger } from '../../../assembly/command/stream'
import { nextWord, seedRandom } from '../../../assembly/random/xoshiro'

// Matsui counts the bits of a half from the right, from 0.
const F_OUT: u32 = (1 << 7) | (1 << 18) | (1 << 24) | (1 << 29)
const F_IN: u32 = 1 << 15
const LONG: u32 =
  (1 << 7) | (1 << 18) | (1 << 24) | (1 << 27) | (1 << 28) | (1 << 29) | (1 << 30) | (1 << 31)
const KEY_BIT: u64 = 1 << 22
const KEY_BITS: u64 = ((<u64>1) << 42) | ((<u64>1) << 43) | ((<u64>1) << 45) | ((<u64>1) << 46)

let rounds: i32 = 3
let highMask: u32 = 0
let lowMask: u32 = 0
/** Plain texts on which the parity of the masked bits of plain and cipher text is 0. */
let zeros: u64 = 0

function tryPair(_index: u64): void {
  const plain = nextWord()
  const mixed = plain ^ desRounds(plain, rounds)
  const bits = ((<u32>(mixed >> 32)) & highMask) ^ ((<u32>mixed) & lowMask)
  // The parity of two disjoint sets of bits is that of both together.
  zeros += ~popcnt<u32>(bits) & 1
}

/** The parity of the key bits on the right of the equation. */
function keyParity(): u64 {
  if (rounds == 3) return (popcnt(subkeyOf(0) & KEY_BIT) + popcnt(subkeyOf(2) & KEY_BIT)) & 1
  const ends = popcnt(subkeyOf(0) & KEY_BITS) + popcnt(subkeyOf(4) & KEY_BITS)
  return (ends + popcnt(subkeyOf(1) & KEY_BIT) + popcnt(subkeyOf(3) & KEY_BIT)) & 1
}

function main(): void {
  readArguments()
  rounds = <i32>decimalOption('--rounds', 0, 3, 5)
  const pairs = decimalOption('--pairs', 0, 1, 1_000_000_000)
  const seed = decimalOption('--seed', 0, 0, 9_007_199_254_740_991)
  assertNoMoreArguments()
  if (rounds == 4) exitWith(EXIT_USAGE, 'found --rounds 4, expected 3 or 5')

  // The equation of an odd number of rounds is the same from both ends.
  highMask = rounds == 3 ? F_OUT : F_IN
  lowMask = rounds == 3 ? F_IN : LONG
  prepareDes()
  seedRandom(seed)
  setDesKey(nextWord() >> 8, rounds)
  repeat(pairs, tryPair)
  write('{"keyParity":')
  writeInteger(keyParity())
  write(',"pairs":')
  writeInteger(pairs)
  write(',"rounds":')
  writeInteger(rounds)
  write(',"seed":')
  writeInteger(seed)
  write(',"version":1,"zeros":')
  writeInteger(zeros)
  write('}\n')
  finish()
}

main()
