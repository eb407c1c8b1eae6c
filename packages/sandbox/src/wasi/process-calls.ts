/** Calls about the process: arguments, environment (empty), clocks, random bytes, exit. */
import type { Calls, World } from './calls.ts'
import { ExitSignal } from './signals.ts'
import { wasiWeights } from './weights.ts'

export const processCalls = {
  args_sizes_get({ memory, args }: World, countPointer: number, sizePointer: number) {
    memory.check(sizePointer, 4)
    memory.writeU32(countPointer, args.length)
    memory.writeU32(sizePointer, totalBytes(args))
  },

  args_get({ memory, meter, args }: World, listPointer: number, bytesPointer: number) {
    const total = totalBytes(args)
    meter.charge(total * wasiWeights.byte)
    memory.check(listPointer, 4 * args.length)
    memory.check(bytesPointer, total)
    let at = bytesPointer
    for (const [index, arg] of args.entries()) {
      memory.writeU32(listPointer + 4 * index, at)
      memory.range(at, arg.length).set(arg)
      at += arg.length
    }
  },

  environ_sizes_get({ memory }: World, countPointer: number, sizePointer: number) {
    memory.check(sizePointer, 4)
    memory.writeU32(countPointer, 0)
    memory.writeU32(sizePointer, 0)
  },

  environ_get() {},

  clock_res_get({ memory, clock }: World, id: number, pointer: number) {
    clock.now(id)
    memory.writeU64(pointer, 1n)
  },

  clock_time_get({ memory, clock }: World, id: number, _precision: bigint, pointer: number) {
    memory.writeU64(pointer, clock.now(id))
  },

  random_get({ memory, meter, random }: World, pointer: number, length: number) {
    const target = memory.range(pointer, length)
    meter.charge(length * wasiWeights.randomByte)
    random.fill(target)
  },

  sched_yield() {},

  proc_exit(_world: World, code: number) {
    throw new ExitSignal(code)
  },
} satisfies Calls

/** Bytes of all arguments; each already ends in its NUL. */
const totalBytes = (args: readonly Uint8Array[]): number =>
  args.reduce((sum, arg) => sum + arg.length, 0)
