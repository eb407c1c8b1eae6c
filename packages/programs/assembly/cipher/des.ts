/**
 * DES (FIPS 46-3), whole or with fewer rounds.
 *
 * In: a key of 56 bits, without parity, and a block, both highest bit first. Out: the encrypted
 * block. A subkey is a permutation of the key's bits, so it is looked up by seven bits at a time.
 * Invariant: the answers of published vectors and of OpenSSL's implementation (cipher.test.ts).
 */
import { box, pc1, pc2, permutation, shifts } from './des-tables'

const ROUNDS: i32 = 16
/** S-boxes followed by the permutation P: by box and six bits of input. */
const spread = new StaticArray<u32>(8 * 64)
/** Subkeys by round, group of seven key bits, and their value. */
const parts = new StaticArray<u64>(ROUNDS * 8 * 128)
const subkeys = new StaticArray<u64>(ROUNDS)
let ready = false

/** Fills the tables, once. */
export function prepareDes(): void {
  if (ready) return
  ready = true
  for (let which = 0; which < 8; which++) {
    for (let input = 0; input < 64; input++) {
      const row = ((input >> 4) & 2) | (input & 1)
      const four = <u32>box(which, row * 16 + ((input >> 1) & 15))
      const word = four << (28 - 4 * which)
      let out: u32 = 0
      for (let bit = 0; bit < 32; bit++) {
        out |= ((word >> (32 - permutation(bit))) & 1) << (31 - bit)
      }
      spread[which * 64 + input] = out
    }
  }
  for (let bit = 0; bit < 56; bit++) placeKeyBit(bit)
}

/** Enters one bit of the key, 0 the highest of 56, in the subkeys of all rounds. */
function placeKeyBit(bit: i32): void {
  // Bits 8, 16, ... of the 64 of the standard are parity and not counted here.
  const standard = bit + bit / 7 + 1
  let at = 0
  while (pc1(at) != standard) at++
  const half = at < 28 ? 0 : 28
  let turned = 0
  const group = bit / 7
  const mask = 1 << (6 - (bit % 7))
  for (let round = 0; round < ROUNDS; round++) {
    turned += shifts(round)
    const place = half + ((at - half - turned + 56) % 28)
    for (let out = 0; out < 48; out++) {
      if (pc2(out) != place + 1) continue
      for (let value = 0; value < 128; value++) {
        if ((value & mask) != 0) parts[(round * 8 + group) * 128 + value] |= (<u64>1) << (47 - out)
      }
    }
  }
}

/** Derives the subkeys of the first `rounds` rounds. */
export function setDesKey(key: u64, rounds: i32): void {
  for (let round = 0; round < rounds; round++) {
    let subkey: u64 = 0
    const base = round * 8 * 128
    for (let group = 0; group < 8; group++) {
      const value = <i32>((key >> (<u64>(7 * (7 - group)))) & 127)
      subkey |= unchecked(parts[base + group * 128 + value])
    }
    unchecked((subkeys[round] = subkey))
  }
}

/** The subkey of a round of the key set last: 48 bits. */
export function subkeyOf(round: i32): u64 {
  return subkeys[round]
}

function feistel(right: u32, subkey: u64): u32 {
  let out: u32 = 0
  for (let which = 0; which < 8; which++) {
    const six = <i32>(rotl<u32>(right, 4 * which + 5) & 63)
    const key = <i32>((subkey >> (<u64>(42 - 6 * which))) & 63)
    out |= unchecked(spread[which * 64 + (six ^ key)])
  }
  return out
}

/**
 * The rounds alone, without the permutations of the ends: `block` is left and right half, the
 * answer the halves after the last round, which does not swap them.
 */
export function desRounds(block: u64, rounds: i32): u64 {
  let left = <u32>(block >> 32)
  let right = <u32>block
  for (let round = 0; round < rounds; round++) {
    const next = left ^ feistel(right, unchecked(subkeys[round]))
    left = right
    right = next
  }
  return ((<u64>right) << 32) | (<u64>left)
}

let upper: u32 = 0
let lower: u32 = 0

/** Exchanges the bits of `lower` under `mask` with those of `upper` that lie `shift` higher. */
function exchangeDown(shift: u32, mask: u32): void {
  const bits = ((upper >> shift) ^ lower) & mask
  lower ^= bits
  upper ^= bits << shift
}

function exchangeUp(shift: u32, mask: u32): void {
  const bits = ((lower >> shift) ^ upper) & mask
  upper ^= bits
  lower ^= bits << shift
}

/** The initial permutation. */
export function initialPermutation(block: u64): u64 {
  upper = <u32>(block >> 32)
  lower = <u32>block
  exchangeDown(4, 0x0f0f0f0f)
  exchangeDown(16, 0x0000ffff)
  exchangeUp(2, 0x33333333)
  exchangeUp(8, 0x00ff00ff)
  exchangeDown(1, 0x55555555)
  return ((<u64>upper) << 32) | (<u64>lower)
}

/** The final permutation: the initial one undone. */
export function finalPermutation(block: u64): u64 {
  upper = <u32>(block >> 32)
  lower = <u32>block
  exchangeDown(1, 0x55555555)
  exchangeUp(8, 0x00ff00ff)
  exchangeUp(2, 0x33333333)
  exchangeDown(16, 0x0000ffff)
  exchangeDown(4, 0x0f0f0f0f)
  return ((<u64>upper) << 32) | (<u64>lower)
}

/** Encrypts `block` whose initial permutation was applied already. */
export function desOfPermuted(key: u64, permuted: u64): u64 {
  setDesKey(key, ROUNDS)
  return finalPermutation(desRounds(permuted, ROUNDS))
}

/** Encrypts `block` under a key of 56 bits. */
export function des(key: u64, block: u64): u64 {
  prepareDes()
  return desOfPermuted(key, initialPermutation(block))
}
