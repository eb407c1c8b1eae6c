/** The state machine against a plain model of it, under random interleavings of several holders. */
import type { Hex } from '@pumasi/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { creditFor } from '../policy/credit.ts'
import { votesMax } from '../policy/quorum.ts'
import { account, leaseIdOf, makeLease, makeReceipt, openView, rules } from '../testing/votes.ts'
import type { Lease, ReceiptRecord, UnitView } from './records.ts'
import { HOST_STOPPED, RETURNS_MAX, applyUnitEvent } from './unit.ts'
import type { UnitEvent, UnitStep } from './unit.ts'

/** Only work under trust rules is known by the digest of its receipts. */
const noDigest: Hex = `0x${'00'.repeat(32)}`

/** What a holder does next; `who` picks one of all the leases there have been. */
type Move =
  | { readonly do: 'lease'; readonly who: number }
  | { readonly do: 'report'; readonly who: number; readonly output: string }
  | { readonly do: 'return'; readonly who: number; readonly stopped: boolean }
  | { readonly do: 'expire'; readonly after: number }

/** The plainest thing that could be right: lists, recounted from scratch each time. */
interface Model {
  leases: { id: number; who: number; state: string; until: number }[]
  votes: { who: number; id: number; output: string }[]
  state: 'open' | 'believed' | 'failed'
  believed: string | null
}

const LEASE_MS = 10

function settleModel(model: Model, quorum: number): void {
  if (model.state !== 'open') return
  for (let end = 1; end <= model.votes.length; end += 1) {
    const seen = model.votes.slice(0, end)
    for (const { output } of seen) {
      const accounts = new Set(seen.filter((vote) => vote.output === output).map(({ who }) => who))
      if (accounts.size < quorum) continue
      model.state = 'believed'
      model.believed = output
      return
    }
  }
  const stillWanted = wantedBy(model, quorum)
  const returns = model.leases.filter(({ state }) => state === 'returned').length
  if (stillWanted > votesMax(quorum) || returns >= RETURNS_MAX) model.state = 'failed'
}

function wantedBy({ votes }: Model, quorum: number): number {
  const sizes = votes.map(
    ({ output }) => new Set(votes.filter((vote) => vote.output === output).map((v) => v.who)).size,
  )
  return votes.length + quorum - Math.max(0, ...sizes)
}

/** How hosts behave in one run: what they put out, and how readily they give up. */
const crowds = [
  { outputs: ['t', 't', 't', 'x'], returns: 1 },
  { outputs: Array.from('abcdefghijklmnopqrstuvwxyz'), returns: 0 },
  { outputs: ['t', 'x'], returns: 9 },
] as const

const movesArb: fc.Arbitrary<Move[]> = fc.constantFrom(...crowds).chain(({ outputs, returns }) => {
  const who = fc.nat(12)
  const lease = fc.record({ do: fc.constant('lease' as const), who: fc.nat(9) })
  const output = fc.constantFrom(...outputs)
  const report = fc.record({ do: fc.constant('report' as const), who, output })
  const giveBack = fc.record({ do: fc.constant('return' as const), who, stopped: fc.boolean() })
  const expire = fc.record({ do: fc.constant('expire' as const), after: fc.nat(8) })
  const move = fc.oneof(
    { weight: 6, arbitrary: lease },
    { weight: 6, arbitrary: report },
    { weight: returns, arbitrary: giveBack },
    { weight: 1, arbitrary: expire },
  )
  return fc.array(move, { minLength: 1, maxLength: 60, size: 'max' })
})

function write(view: UnitView, { change }: UnitStep): UnitView {
  if (change === null) return view
  const id = ({ receipt }: ReceiptRecord): string => receipt.leaseId
  const receipts = new Map([...view.receipts, ...change.receipts].map((one) => [id(one), one]))
  const leases = new Map([...view.leases, ...change.leases].map((one) => [one.id, one]))
  return {
    ...view,
    unit: change.unit,
    leases: [...leases.values()],
    receipts: [...receipts.values()],
  }
}

class Play {
  view: UnitView
  readonly model: Model = { leases: [], votes: [], state: 'open', believed: null }
  nowMs = 0
  readonly quorum: number

  constructor(quorum: number) {
    this.quorum = quorum
    this.view = openView(quorum)
  }

  move(move: Move): void {
    this.nowMs += 1
    if (move.do === 'lease') this.lease(move.who)
    else if (move.do === 'expire') this.expire(move.after)
    else {
      // Mostly those who may; now and then those who may not any more.
      const active = this.model.leases.filter(({ state }) => state === 'active')
      const among = active.length > 0 && move.who % 4 > 0 ? active : this.model.leases
      const held = among[move.who % Math.max(1, among.length)]
      if (held === undefined) return
      if (move.do === 'report') this.report(held, move.output)
      else this.giveBack(held, move.stopped)
    }
    this.check()
  }

  /** As the store grants: one live vote of an account, only where there is a vacancy. */
  private lease(who: number): void {
    const { leases } = this.model
    const live = leases.some(
      (one) => one.who === who && !['expired', 'released'].includes(one.state),
    )
    if (this.view.unit.vacant === 0 || live) return
    const id = leases.length
    const until = this.nowMs + LEASE_MS
    leases.push({ id, who, state: 'active', until })
    const own = { id: leaseIdOf(id), account: account(who), session: account(who + 1000) }
    const lease: Lease = { ...makeLease(id), ...own, expiresAtMs: until }
    const unit = { ...this.view.unit, vacant: this.view.unit.vacant - 1 }
    this.view = { ...this.view, unit, leases: [...this.view.leases, lease] }
  }

  private report(held: Model['leases'][number], output: string): void {
    const { id, who, state } = held
    const signed = makeReceipt(id, output, { account: account(who) })
    const first = this.model.votes.find((vote) => vote.id === id)
    const expected =
      first === undefined
        ? state === 'active'
          ? 'applied'
          : 'lost'
        : first.output === output
          ? 'repeated'
          : 'lost'
    this.event({ type: 'reported', ...this.holder(held), signed, digest: noDigest }, expected)
    if (expected !== 'applied') return
    held.state = 'reported'
    this.model.votes.push({ who, id, output })
    settleModel(this.model, this.quorum)
  }

  private giveBack(held: Model['leases'][number], stopped: boolean): void {
    const { state } = held
    const given = state === 'returned' || state === 'released'
    const expected = state === 'active' ? 'applied' : given ? 'repeated' : 'lost'
    this.event(
      { type: 'returned', ...this.holder(held), reason: stopped ? HOST_STOPPED : 'x' },
      expected,
    )
    if (expected !== 'applied') return
    held.state = stopped ? 'released' : 'returned'
    settleModel(this.model, this.quorum)
  }

  private expire(after: number): void {
    this.nowMs += after
    const late = this.model.leases.filter(
      ({ state, until }) => state === 'active' && until <= this.nowMs,
    )
    this.event({ type: 'expired', atMs: this.nowMs }, late.length > 0 ? 'applied' : 'repeated')
    for (const lease of late) lease.state = 'expired'
  }

  private holder = ({ id, who }: Model['leases'][number]) => ({
    ...{ leaseId: leaseIdOf(id), session: account(who + 1000), atMs: this.nowMs },
  })

  /** Applies an event, and then once more, which must change nothing. */
  private event(event: UnitEvent, expected: string): void {
    const before = this.view
    const step = applyUnitEvent(before, event, rules)
    expect(step.answer).toBe(expected)
    expect(step.change === null).toBe(expected !== 'applied')
    this.view = write(before, step)
    if (before.unit.state !== 'open') expect(this.view.unit).toEqual(before.unit)
    const again = applyUnitEvent(this.view, event, rules)
    expect(again.change).toBeNull()
    expect(['repeated', 'lost']).toContain(again.answer)
  }

  check(): void {
    const { unit, leases, receipts } = this.view
    const { model, quorum } = this
    expect(unit.state).toBe(model.state)
    expect(leases.map(({ state }) => state)).toEqual(model.leases.map(({ state }) => state))
    expect(receipts.map(({ receipt }) => receipt.leaseId)).toEqual(
      model.votes.map(({ id }) => leaseIdOf(id)),
    )
    const taken = leases.filter(({ state }) => state === 'active' || state === 'reported').length
    const open = model.state === 'open'
    expect(unit.vacant).toBe(open ? Math.max(0, wantedBy(model, quorum) - taken) : 0)
    // Belief never overtakes a lease: the last vote wanted is the last lease out.
    if (unit.state === 'believed')
      expect(leases.some(({ state }) => state === 'active')).toBe(false)
    for (const [i, record] of receipts.entries()) {
      const agrees = model.state === 'believed' && model.votes[i]?.output === model.believed
      expect(record.standing).toBe(open ? 'pending' : agrees ? 'credited' : 'refused')
      expect(record.creditMicro).toBe(agrees ? creditFor(record.receipt.fuel, rules) : 0n)
      expect(record.refusal === null).toBe(open || agrees)
    }
  }
}

test('property: machine and model agree after every move', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), movesArb, (quorum, moves) => {
      const play = new Play(quorum)
      play.check()
      for (const move of moves) play.move(move)
      seen.add(play.view.unit.failure ?? play.view.unit.state)
    }),
    { numRuns: 300, seed: 20_260_101 },
  )
  // The moves do reach every end there is.
  expect([...seen].sort()).toEqual(['NO_AGREEMENT', 'RETURNED_BY_HOSTS', 'believed', 'open'])
  // Only to end what hangs: on a machine with other work the moves took more than the usual 5 s.
}, 120_000)
