/**
 * WASI host: the imports of one run, deterministic and in memory.
 *
 * In: arguments, stdin, input files, a seed, the output limit, the module's memory and fuel. Out:
 * an import object, and what the run left behind. It reads no clock, no randomness, no file and no
 * environment of the machine. Every call is charged before it works; a bad pointer is EFAULT;
 * calls of preview1 that are not built are ENOSYS (calls.test.ts, adversarial.test.ts).
 */
import { utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { WASI_MODULE, wasiSignatures } from '../rewriter/wasi-signatures.ts'
import type { WasiName } from '../rewriter/wasi-signatures.ts'
import type { Call, Calls, World } from './calls.ts'
import { VirtualClock } from './clock.ts'
import { Content, OutputBudget } from './content.ts'
import { Descriptors } from './descriptors.ts'
import { errno, Refusal, refuse } from './errno.ts'
import { fdCalls } from './fd-calls.ts'
import { GuestMemory } from './memory.ts'
import { Meter } from './meter.ts'
import type { FuelGlobal } from './meter.ts'
import { assertArgs } from './names.ts'
import { pathCalls } from './path-calls.ts'
import { pollCalls } from './poll-call.ts'
import { processCalls } from './process-calls.ts'
import { SeededRandom } from './random.ts'
import { Tree } from './tree.ts'
import { wasiWeights } from './weights.ts'

/** What a run is given. */
export interface WasiInput {
  readonly args: readonly string[]
  readonly stdin: Uint8Array
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  readonly seed: Digest
  readonly outputMaxBytes: number
}

/** What a run left behind. */
export interface WasiOutput {
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/** A module's memory and fuel, known only once it is instantiated. */
export interface Guest {
  readonly memory: { readonly buffer: ArrayBufferLike }
  readonly fuel: FuelGlobal
  readonly fuelMax: bigint
}

export interface WasiHost {
  /** Imports for instantiation; calling one before `attach` is a defect. */
  readonly imports: Record<string, Record<string, (...args: never[]) => unknown>>
  /** Sets the module's budget and connects the calls to it. */
  attach(guest: Guest): Meter
  collect(): WasiOutput
}

/** The first argument of every program: a file name would differ between machines. */
export const PROGRAM_NAME = 'program'

const built: Calls = { ...processCalls, ...pollCalls, ...fdCalls, ...pathCalls }

/**
 * A host for one run. `onCall` is told the fuel burned so far at every call.
 * @throws `BAD_FILE_NAME`, `BAD_ARGS`
 */
export function createWasiHost(input: WasiInput, onCall?: (fuel: bigint) => void): WasiHost {
  assertArgs(input.args)
  const budget = new OutputBudget(input.outputMaxBytes)
  const stdout = new Content(budget)
  const stderr = new Content(budget)
  const tree = new Tree(input.files, budget)
  let world: World | undefined
  const enter = (call: Call, args: readonly (number | bigint)[]): number => {
    if (world === undefined) throw new Error('a host call before the run')
    try {
      world.meter.charge(wasiWeights.call)
      onCall?.(world.meter.used)
      world.memory.renew()
      call(world, ...(args.map(unsigned) as never[]))
      return errno.success
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.code
      throw thrown
    }
  }
  const functions = Object.keys(wasiSignatures).map((name) => {
    const call: Call = built[name as WasiName] ?? notBuilt
    return [name, (...args: (number | bigint)[]) => enter(call, args)]
  })
  return {
    imports: { [WASI_MODULE]: Object.fromEntries(functions) },
    attach({ memory, fuel, fuelMax }) {
      const meter = new Meter(fuel, fuelMax)
      world = {
        args: [PROGRAM_NAME, ...input.args].map((arg) => utf8(`${arg}\0`)),
        memory: new GuestMemory(memory),
        meter,
        clock: new VirtualClock(meter),
        random: new SeededRandom(input.seed),
        tree,
        descriptors: new Descriptors(tree, input.stdin, stdout, stderr),
      }
      return meter
    },
    collect: () => ({ stdout: stdout.bytes, stderr: stderr.bytes, files: tree.collect() }),
  }
}

const notBuilt: Call = () => refuse('nosys')

/** Pointers and lengths are unsigned; the engine hands i32 over signed. */
const unsigned = (value: number | bigint): number | bigint =>
  typeof value === 'number' ? value >>> 0 : value
