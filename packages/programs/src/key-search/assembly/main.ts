/**
 * One work unit: one block of 2^`bits` keys, each tried on a known pair of plain and cipher text.
 * Prints the keys that fit and, found or not, the sum of all ciphertexts: who did not try every
 * key of the block does not know it.
 */
import '../../../assembly/command/abort'
import { desOfPermuted, initialPermutation, prepareDes } from '../../../assembly/cipher/des'
import { rc5 } from '../../../assembly/cipher/rc5'
import {
  assertNoMoreArguments,
  badText,
  decimalOption,
  hexAt,
  readArguments,
  textOption,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import {
  EXIT_USAGE,
  exitWith,
  finish,
  write,
  writeHex,
  writeInteger,
} from '../../../assembly/command/stream'

/** A target is `rc5:` or `des:` with plain text, cipher text and first key, 16 digits each. */
const TARGET_LENGTH: i32 = 54
const FOUND_MAX: u64 = 64

let plain: u64 = 0
let crypt: u64 = 0
let first: u64 = 0
let sum: u64 = 0
let found: u64 = 0
const hits = new StaticArray<u64>(<i32>FOUND_MAX)

function note(key: u64, answer: u64): void {
  sum += answer
  if (answer != crypt) return
  if (found < FOUND_MAX) hits[<i32>found] = key
  found += 1
}

function tryRc5(index: u64): void {
  note(first + index, rc5(first + index, plain))
}

function tryDes(index: u64): void {
  note(first + index, desOfPermuted(first + index, plain))
}

function main(): void {
  readArguments()
  const target = textOption('--target', TARGET_LENGTH)
  const bits = decimalOption('--bits', 0, 4, 36)
  const block = decimalOption('--block', 0, 0, 0xffffffff)
  assertNoMoreArguments()

  const cipher = load<u32>(target)
  const isRc5 = cipher == 0x3a356372
  if (!isRc5 && cipher != 0x3a736564) badText('--target', target)
  if (load<u8>(target + 20) != 58 || load<u8>(target + 37) != 58) badText('--target', target)
  plain = hexAt('--target', target + 4, 16)
  crypt = hexAt('--target', target + 21, 16)
  const base = hexAt('--target', target + 38, 16)
  const size = (<u64>1) << bits
  const keys: u64 = isRc5 ? u64.MAX_VALUE : ((<u64>1) << 56) - 1
  if (base > keys || (keys - base) >> bits < block) {
    exitWith(EXIT_USAGE, 'found a --block that ends after the last key')
  }
  first = base + (block << bits)
  if (isRc5) {
    repeat(size, tryRc5)
  } else {
    prepareDes()
    plain = initialPermutation(plain)
    repeat(size, tryDes)
    plain = hexAt('--target', target + 4, 16)
  }
  write('{"base":"')
  writeHex(base, 16)
  write('","bits":')
  writeInteger(bits)
  write(',"block":')
  writeInteger(block)
  write(',"cipher":"')
  write(isRc5 ? 'rc5' : 'des')
  write('","crypt":"')
  writeHex(crypt, 16)
  write('","found":[')
  for (let hit: u64 = 0; hit < min(found, FOUND_MAX); hit++) {
    write(hit > 0 ? ',"' : '"')
    writeHex(hits[<i32>hit], 16)
    write('"')
  }
  write('],"plain":"')
  writeHex(plain, 16)
  write('","sum":"')
  writeHex(sum, 16)
  write('","version":1}\n')
  finish()
}

main()
