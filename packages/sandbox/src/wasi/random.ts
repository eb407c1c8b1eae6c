/**
 * Random bytes of one unit: SHA-256 over the seed and a block counter (64-bit little endian), so a
 * stranger reproduces them from the unit alone. Not for secrets: the seed is public.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { fromHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'

const SEED_BYTES = 32

export class SeededRandom {
  readonly #message = new Uint8Array(SEED_BYTES + 8)
  #counter = 0n
  #block: Uint8Array = new Uint8Array()

  constructor(seed: Digest) {
    this.#message.set(fromHex(seed))
  }

  /** Fills `target` with the next bytes; how calls are cut does not change the sequence. */
  fill(target: Uint8Array): void {
    let offset = 0
    while (offset < target.length) {
      if (this.#block.length === 0) this.#block = this.#next()
      const part = this.#block.subarray(0, target.length - offset)
      target.set(part, offset)
      offset += part.length
      this.#block = this.#block.subarray(part.length)
    }
  }

  #next(): Uint8Array {
    new DataView(this.#message.buffer).setBigUint64(SEED_BYTES, this.#counter, true)
    this.#counter += 1n
    return sha256(this.#message)
  }
}
