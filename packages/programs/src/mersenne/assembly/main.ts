/**
 * One work unit: the test of Lucas and Lehmer for every odd prime exponent of one block, and the
 * lowest 64 bits of what it leaves: 0 for a Mersenne prime.
 */
import '../../../assembly/command/abort'
import {
  assertNoMoreArguments,
  decimalOption,
  readArguments,
} from '../../../assembly/command/options'
import { repeat } from '../../../assembly/command/repeat'
import { finish, write, writeHex, writeInteger } from '../../../assembly/command/stream'
import { beginModulus, residue, setNumber, squareMinusTwo } from './square'

function isOddPrime(p: i32): bool {
  if (p < 3 || p % 2 == 0) return false
  for (let d = 3; d * d <= p; d += 2) if (p % d == 0) return false
  return true
}

function advance(_index: u64): void {
  squareMinusTwo()
}

function main(): void {
  readArguments()
  const block = <i32>decimalOption('--block', 0, 0, 1_000_000)
  const width = <i32>decimalOption('--width', 0, 1, 1_000)
  assertNoMoreArguments()

  write('{"block":')
  writeInteger(block)
  write(',"residues":[')
  let written = 0
  for (let p = block * width; p < (block + 1) * width; p++) {
    if (!isOddPrime(p)) continue
    beginModulus(p)
    setNumber(4)
    repeat(<u64>(p - 2), advance)
    write(written++ > 0 ? ',[' : '[')
    writeInteger(p)
    write(',"')
    writeHex(residue(), 16)
    write('"]')
  }
  write('],"version":1,"width":')
  writeInteger(width)
  write('}\n')
  finish()
}

main()
