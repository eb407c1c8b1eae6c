/**
 * Reads the primitives of the binary format and refuses every encoding the specification forbids:
 * overlong LEB128, unused bits set, bytes past the end, names that are not UTF-8.
 */
import { limits } from '../limits.ts'
import { bound, refuse } from '../refusal.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A cursor over a part of a module; `end` is exclusive. */
export class Reader {
  readonly bytes: Uint8Array
  at: number
  end: number

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  byte(): number {
    if (this.at >= this.end) refuse('WASM_MALFORMED', this.at, 'the unexpected end of a section')
    return this.bytes[this.at++] as number
  }

  /** Unsigned LEB128 of 32 bits. */
  u32(): number {
    const { bytes, end } = this
    const start = this.at
    if (start < end) {
      const first = bytes[start] as number
      if (first < 128) {
        this.at = start + 1
        return first
      }
    }
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      if (shift === 28 && byte > 15) break
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
    refuse('WASM_MALFORMED', start, 'an unsigned integer of more than 32 bits')
  }

  /** Signed LEB128 of 32 bits. */
  s32(): number {
    const start = this.at
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      if (shift === 28) {
        const sign = byte & 0x78
        if (byte > 127 || (sign !== 0 && sign !== 0x78)) break
        return value | (byte << 28)
      }
      value |= (byte & 127) << shift
      if (byte < 128) return (value << (25 - shift)) >> (25 - shift)
    }
    refuse('WASM_MALFORMED', start, 'a signed integer of more than 32 bits')
  }

  /** Signed LEB128 of 33 bits, as in a block type: a type index or a negative type byte. */
  s33(): number {
    const start = this.at
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      if (shift === 28) {
        const sign = byte & 0x70
        if (byte > 127 || (sign !== 0 && sign !== 0x70)) break
        value += (byte & 15) * 2 ** 28
        return sign === 0 ? value : value - 2 ** 32
      }
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return (byte & 64) === 0 ? value : value - 2 ** (shift + 7)
    }
    refuse('WASM_MALFORMED', start, 'a block type of more than 33 bits')
  }

  /** Passes over a signed LEB128 of 64 bits. */
  skipS64(): void {
    const start = this.at
    for (let count = 0; count < 10; count += 1) {
      const byte = this.byte()
      if (count === 9 && byte !== 0 && byte !== 0x7f) break
      if (byte < 128) return
    }
    refuse('WASM_MALFORMED', start, 'a signed integer of more than 64 bits')
  }

  /** Passes over `count` bytes. */
  skip(count: number): void {
    if (count > this.end - this.at) {
      refuse(
        'WASM_MALFORMED',
        this.at,
        `a length of ${count} with ${this.end - this.at} bytes left`,
      )
    }
    this.at += count
  }

  /** A length-prefixed UTF-8 name. */
  name(): string {
    const start = this.at
    const length = this.u32()
    bound('WASM_LIMIT_NAME', start, length, limits.nameBytes)
    const from = this.at
    this.skip(length)
    try {
      return decoder.decode(this.bytes.subarray(from, from + length))
    } catch {
      refuse('WASM_MALFORMED', from, 'a name that is not UTF-8')
    }
  }
}
