/** Clock and randomness, the two things a pure room must be given. */

export interface Clock {
  /** Unix milliseconds. */
  nowMs(): number
}

export interface Randomness {
  /** Unpredictable bytes. */
  randomBytes(count: number): Uint8Array
}
