/** Scatter and gather lists: the `iovec` arrays of reads and writes. */
import { refuse } from './errno.ts'
import type { GuestMemory } from './memory.ts'
import type { Meter } from './meter.ts'
import { wasiWeights } from './weights.ts'

/** The usual limit of POSIX systems; it bounds what one call makes the host hold. */
const VECTORS_MAX = 1024
const VECTOR_BYTES = 8
const U32_MAX = 0xffffffff

/** The guest ranges a list names, each inside the memory; EINVAL when they sum up over 32 bits. */
export function readVectors(
  memory: GuestMemory,
  meter: Meter,
  pointer: number,
  count: number,
): Uint8Array[] {
  if (count > VECTORS_MAX) refuse('inval')
  meter.charge(count * wasiWeights.vector)
  memory.check(pointer, count * VECTOR_BYTES)
  const ranges: Uint8Array[] = []
  let total = 0
  for (let index = 0; index < count; index += 1) {
    const at = pointer + index * VECTOR_BYTES
    const range = memory.range(memory.readU32(at), memory.readU32(at + 4))
    total += range.length
    ranges.push(range)
  }
  if (total > U32_MAX) refuse('inval')
  return ranges
}

/**
 * Copies from `source` into the ranges, as much as both hold, and charges each byte before any is
 * copied. Returns the number of bytes.
 */
export function scatter(meter: Meter, source: Uint8Array, ranges: readonly Uint8Array[]): number {
  const room = ranges.reduce((sum, range) => sum + range.length, 0)
  const total = Math.min(room, source.length)
  meter.charge(total * wasiWeights.byte)
  let done = 0
  for (const range of ranges) {
    if (done === total) break
    const part = source.subarray(done, done + Math.min(range.length, total - done))
    range.set(part)
    done += part.length
  }
  return total
}
