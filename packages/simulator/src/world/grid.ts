/**
 * The world: machines that come, work, err, lie and leave, on a clock that only events move.
 *
 * In: a scenario, a seed, a policy. Out: nothing but calls to the policy and a tally.
 * Does not read: clock, chance. Invariant: the same scenario, seed and policy give the same run
 * (simulate.test.ts); two policies meet the same hosts with the same speeds and lives.
 */
import type { Account } from '@pumasi/domain'
import { spreadOf } from '../scenario.ts'
import type { HostClass, Scenario } from '../scenario.ts'
import type { Policy } from '../policies/policy.ts'
import { runUnit } from './behaviour.ts'
import { EventQueue } from './event-queue.ts'
import { Random } from './random.ts'
import type { Tally } from './tally.ts'
import type { SimAccount, SimHost, SimLease } from './unit.ts'

type Finish = Extract<WorldEvent, { type: 'finishes' }>
type WorldEvent =
  | { readonly type: 'arrives'; readonly atMs: number; readonly classIndex: number }
  | { readonly type: 'registers'; readonly atMs: number; readonly host: SimHost }
  | {
      readonly type: 'finishes'
      readonly atMs: number
      readonly host: SimHost
      readonly lease: SimLease
      /** Leases taken with it, to be run next. */
      readonly rest: readonly SimLease[]
      readonly failed: boolean
    }
  | { readonly type: 'expires'; readonly atMs: number; readonly lease: SimLease }
  | { readonly type: 'ticks'; readonly atMs: number }

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** A deadline is so many times what the host's measured speed promises, and some hours. */
const DEADLINE_FACTOR = 3
/** After the last fresh unit, so many times the scenario's days until the world ends. */
const DRAIN_FACTOR = 3

export class Grid {
  readonly #scenario: Scenario
  readonly #policy: Policy
  readonly #tally: Tally
  readonly #events = new EventQueue<WorldEvent>()
  readonly #arrivals: Random
  readonly #runs: Random
  readonly #idle = new Set<SimHost>()
  #hosts = 0
  #accounts = 0
  #nowMs = 0

  constructor(scenario: Scenario, seed: number, policy: Policy, tally: Tally) {
    this.#scenario = scenario
    this.#policy = policy
    this.#tally = tally
    this.#arrivals = new Random(seed, 'arrivals')
    this.#runs = new Random(seed, 'runs')
  }

  /** Runs to the end; answers the milliseconds that passed. */
  run(): number {
    const { classes, days, batchMinutes } = this.#scenario
    classes.forEach(({ count, arrivalDays }, classIndex) => {
      for (let n = 0; n < count; n += 1) {
        const atMs = (arrivalDays * DAY_MS * (n + this.#arrivals.unit())) / count
        this.#events.push({ type: 'arrives', atMs, classIndex })
      }
    })
    this.#events.push({ type: 'ticks', atMs: batchMinutes * 60_000 })
    let draining = false
    for (let event = this.#events.pop(); event !== null; event = this.#events.pop()) {
      this.#nowMs = event.atMs
      if (!draining && this.#nowMs >= days * DAY_MS) {
        draining = true
        this.#policy.drain()
      }
      const over = draining && event.type === 'ticks' && this.#policy.openUnits() === 0
      if (over || this.#nowMs > days * DAY_MS * DRAIN_FACTOR) break
      this.#handle(event)
    }
    return this.#nowMs
  }

  #handle(event: WorldEvent): void {
    switch (event.type) {
      case 'arrives':
        return this.#arrive(event.classIndex)
      case 'registers':
        return this.#register(event.host)
      case 'finishes':
        return this.#finish(event)
      case 'expires':
        return this.#policy.lose(event.lease)
      case 'ticks': {
        this.#policy.tick(this.#nowMs)
        const atMs = this.#nowMs + this.#scenario.batchMinutes * 60_000
        this.#events.push({ type: 'ticks', atMs })
        const idle = [...this.#idle]
        this.#idle.clear()
        for (const host of idle) this.#ask(host)
      }
    }
  }

  #arrive(classIndex: number): void {
    const hostClass = this.#scenario.classes[classIndex] as HostClass
    const { speed, speedDecades, lifeDays, hostsPerAddress } = hostClass
    const index = (this.#hosts += 1)
    const address = classIndex * 1_000_000 + Math.floor(index / hostsPerAddress)
    const life = lifeDays === null ? Infinity : this.#arrivals.exponential(lifeDays * DAY_MS)
    const host: SimHost = {
      index,
      hostClass,
      classIndex,
      address,
      speed: speed * Math.exp(spreadOf(speedDecades) * this.#arrivals.normal()),
      diesAtMs: this.#nowMs + life,
      account: this.#identity(classIndex, hostClass, address),
      unitsDone: 0,
    }
    this.#register(host)
  }

  #identity(classIndex: number, { behaviour }: HostClass, address: number): SimAccount {
    const index = (this.#accounts += 1)
    const id = `0x${index.toString(16).padStart(40, '0')}` as Account
    return { index, id, classIndex, behaviour, address, reported: 0, caught: 0 }
  }

  /** An identity that may not begin yet asks again in a day. */
  #register(host: SimHost): void {
    if (this.#nowMs >= host.diesAtMs) return this.#leave(host)
    if (this.#policy.admits(host.account, this.#nowMs)) {
      this.#tally.of(host).accounts += 1
      this.#ask(host)
    } else {
      this.#events.push({ type: 'registers', atMs: this.#nowMs + DAY_MS, host })
    }
  }

  #ask(host: SimHost): void {
    if (this.#nowMs >= host.diesAtMs) return this.#leave(host)
    const { behaviour } = host.hostClass
    if (behaviour.kind === 'sybil' && host.account.caught > 0) {
      // The same machine under another name.
      host.account = this.#identity(host.classIndex, host.hostClass, host.address)
      return this.#register(host)
    }
    const [first, ...rest] = this.#policy.take(host.account, host.hostClass.takes)
    if (first === undefined) this.#idle.add(host)
    else this.#start(host, first, rest)
  }

  #start(host: SimHost, lease: SimLease, rest: readonly SimLease[]): void {
    const { hostClass, diesAtMs } = host
    const expectedMs = this.#expectedMs(host)
    const atMs = this.#nowMs + expectedMs * (0.8 + 0.4 * this.#runs.unit())
    if (atMs > diesAtMs) {
      for (const lost of [lease, ...rest]) this.#lose(lost, expectedMs)
      return this.#leave(host)
    }
    const failed = hostClass.behaviour.kind === 'silent' || this.#runs.chance(hostClass.failurePpm)
    if (failed) this.#lose(lease, expectedMs)
    this.#events.push({ type: 'finishes', atMs, host, lease, rest, failed })
  }

  #expectedMs({ speed }: SimHost): number {
    return (this.#scenario.unitSeconds * 1_000) / speed
  }

  /** Nobody hears of the lease again: its deadline passes. */
  #lose(lease: SimLease, expectedMs: number): void {
    this.#tally.of(lease.account).lost += 1
    const atMs = this.#nowMs + DEADLINE_FACTOR * expectedMs + HOUR_MS
    this.#events.push({ type: 'expires', atMs, lease })
  }

  #finish({ host, lease, rest, failed }: Finish): void {
    if (!failed && this.#report(host, lease)) {
      for (const lost of rest) this.#lose(lost, this.#expectedMs(host))
      return this.#leave(host)
    }
    const [next, ...later] = rest
    if (next === undefined) this.#ask(host)
    else this.#start(host, next, later)
  }

  /** True when the host leaves with this report. */
  #report(host: SimHost, lease: SimLease): boolean {
    const { account } = lease
    const run = runUnit(account, lease.unit.id, this.#runs)
    const tally = this.#tally.of(account)
    tally.reported += 1
    tally.effort += run.effort
    tally.spots += Number(lease.spot)
    account.reported += 1
    host.unitsDone += 1
    this.#policy.report(lease, run.output, this.#nowMs)
    const { lifeUnits } = host.hostClass
    return run.leaves || (lifeUnits !== null && host.unitsDone >= lifeUnits)
  }

  #leave(host: SimHost): void {
    const { replaced } = host.hostClass
    const over = this.#nowMs >= this.#scenario.days * DAY_MS
    if (replaced && !over) {
      this.#events.push({ type: 'arrives', atMs: this.#nowMs, classIndex: host.classIndex })
    }
  }
}
