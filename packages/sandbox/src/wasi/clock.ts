/**
 * Virtual clock: one unit of fuel is one nanosecond, and waiting jumps ahead at no cost.
 *
 * It never reads the machine's clock, so time is the same on every machine. Monotonic time starts
 * at one second (some runtimes take zero for "not set"); the calendar starts on 1 January 2000 UTC.
 */
import { refuse } from './errno.ts'
import type { Meter } from './meter.ts'

const SECOND = 1_000_000_000n
const REALTIME_START = 946_684_800n * SECOND
const MONOTONIC_START = SECOND
/** Waiting stops here, about 146 years ahead, so that sums stay inside 64 bits. */
const JUMPED_MAX = 2n ** 62n

/** Clock ids of WASI preview1. */
export const clockIds = { realtime: 0, monotonic: 1, processCpu: 2, threadCpu: 3 } as const

export class VirtualClock {
  readonly #meter: Meter
  #jumped = 0n

  constructor(meter: Meter) {
    this.#meter = meter
  }

  /** Nanoseconds shown by a clock; EINVAL for an unknown one. CPU clocks do not count waiting. */
  now(id: number): bigint {
    const burned = this.#meter.used
    switch (id) {
      case clockIds.realtime:
        return REALTIME_START + burned + this.#jumped
      case clockIds.monotonic:
        return MONOTONIC_START + burned + this.#jumped
      case clockIds.processCpu:
      case clockIds.threadCpu:
        return burned
      default:
        return refuse('inval')
    }
  }

  /** Jumps `nanoseconds` ahead. */
  wait(nanoseconds: bigint): void {
    const jumped = this.#jumped + nanoseconds
    this.#jumped = jumped > JUMPED_MAX ? JUMPED_MAX : jumped
  }
}
