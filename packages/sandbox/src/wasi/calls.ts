/** What the calls of one run share, and the shape of a call. */
import type { WasiName } from '../rewriter/wasi-signatures.ts'
import type { VirtualClock } from './clock.ts'
import type { Descriptors } from './descriptors.ts'
import type { GuestMemory } from './memory.ts'
import type { Meter } from './meter.ts'
import type { SeededRandom } from './random.ts'
import type { Tree } from './tree.ts'

/** The world of one run. */
export interface World {
  readonly args: readonly Uint8Array[]
  readonly memory: GuestMemory
  readonly meter: Meter
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly tree: Tree
  readonly descriptors: Descriptors
}

/**
 * A call. Arguments come in the standard's order, i32 as an unsigned number and i64 as a signed
 * bigint; the rewriter has checked the types against the standard's. It returns nothing for success
 * and throws a `Refusal` for an errno.
 */
export type Call = (world: World, ...args: never[]) => void

/** Calls by name. */
export type Calls = Readonly<Partial<Record<WasiName, Call>>>
