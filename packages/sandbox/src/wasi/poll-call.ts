/**
 * poll_oneoff: descriptors are always ready; a wait with nothing ready jumps the virtual clock to
 * the earliest deadline. Events come in the order of their subscriptions.
 */
import type { Calls, World } from './calls.ts'
import { errno, refuse } from './errno.ts'
import { wasiWeights } from './weights.ts'

const SUBSCRIPTIONS_MAX = 4096
const SUBSCRIPTION_BYTES = 48
const EVENT_BYTES = 32
const eventTypes = { clock: 0, fdRead: 1, fdWrite: 2 } as const
const FLAG_ABSOLUTE = 1

interface Subscription {
  readonly userdata: bigint
  readonly type: number
  /** Nanoseconds until it is due; a descriptor is due at once. */
  readonly dueIn: bigint
  readonly error: number
  readonly bytes: bigint
}

export const pollCalls = {
  poll_oneoff(world: World, input: number, output: number, count: number, countPointer: number) {
    const { memory, meter, clock } = world
    if (count === 0 || count > SUBSCRIPTIONS_MAX) refuse('inval')
    meter.charge(count * wasiWeights.subscription)
    memory.check(input, count * SUBSCRIPTION_BYTES)
    memory.check(output, count * EVENT_BYTES)
    memory.check(countPointer, 4)
    const subscriptions = Array.from({ length: count }, (_, index) =>
      readSubscription(world, input + index * SUBSCRIPTION_BYTES),
    )
    const wait = subscriptions.reduce((least, { dueIn }) => (dueIn < least ? dueIn : least), MANY)
    clock.wait(wait)
    const due = subscriptions.filter(({ dueIn }) => dueIn <= wait)
    for (const [index, event] of due.entries()) {
      writeEvent(world, output + index * EVENT_BYTES, event)
    }
    memory.writeU32(countPointer, due.length)
  },
} satisfies Calls

const MANY = 2n ** 64n

function readSubscription(world: World, at: number): Subscription {
  const { memory } = world
  const userdata = memory.readU64(at)
  const type = memory.readU8(at + 8)
  if (type === eventTypes.clock) return { userdata, type, ...readClock(world, at + 16) }
  if (type !== eventTypes.fdRead && type !== eventTypes.fdWrite) refuse('inval')
  return { userdata, type, dueIn: 0n, ...readDescriptor(world, memory.readU32(at + 16)) }
}

function readClock({ memory, clock }: World, at: number) {
  const now = clock.now(memory.readU32(at))
  const timeout = memory.readU64(at + 8)
  const flags = memory.readU16(at + 24)
  if ((flags & ~FLAG_ABSOLUTE) !== 0) refuse('inval')
  const left = (flags & FLAG_ABSOLUTE) === 0 ? timeout : timeout - now
  return { dueIn: left < 0n ? 0n : left, error: errno.success, bytes: 0n }
}

/** What is ready on a descriptor; one that is not open makes its own event fail, not the call. */
function readDescriptor({ descriptors }: World, number: number) {
  const found = descriptors.find(number)
  if (found === undefined) return { error: errno.badf, bytes: 0n }
  const left =
    found.kind === 'input'
      ? found.bytes.length - found.position
      : found.kind === 'file'
        ? Math.max(0, found.node.content.size - found.position)
        : 0
  return { error: errno.success, bytes: BigInt(left) }
}

function writeEvent({ memory }: World, at: number, event: Subscription): void {
  memory.range(at, EVENT_BYTES).fill(0)
  memory.writeU64(at, event.userdata)
  memory.writeU16(at + 8, event.error)
  memory.writeU8(at + 10, event.type)
  memory.writeU64(at + 16, event.bytes)
}
