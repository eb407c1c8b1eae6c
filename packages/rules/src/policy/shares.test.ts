import type { Account } from '@pumasi/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AHEAD_MAX, chargeShares, evenShares, orderOf } from './shares.ts'
import type { Requester, Served, Shares } from './shares.ts'

const who = (n: number): Requester =>
  n === 0 ? null : (`0x${`${n}`.padStart(40, '0')}` as Account)
const serve = (shares: Shares, ...served: [n: number, cost: number][]): Shares =>
  chargeShares(
    shares,
    served.map(([n, cost]) => ({ requester: who(n), cost: BigInt(cost) })),
  )

test('whoever was served goes behind all that were not, and the least served before the most', () => {
  const shares = serve(serve(evenShares, [1, 10]), [2, 4])
  expect(orderOf(shares)).toEqual([who(2), who(1)])
  expect(orderOf(serve(shares, [0, 7]))).toEqual([who(2), who(0), who(1)])
})

test('nothing served changes nothing', () => {
  const shares = serve(evenShares, [1, 10])
  expect(chargeShares(shares, [])).toBe(shares)
})

test('who was passed over for want of work is level with those who work', () => {
  // 2 and 3 could have gone before 1 and had nothing.
  const shares = serve(serve(serve(evenShares, [2, 1]), [1, 10]), [1, 10])
  expect(orderOf(shares)).toEqual([who(1)])
  expect(orderOf(serve(shares, [2, 5]))).toEqual([who(2), who(1)])
})

test('who takes what others leave is no further ahead than by one request', () => {
  // 1 has one unit at a time; 2 has the rest of each request.
  let shares = evenShares
  for (let n = 0; n < 100; n += 1) shares = serve(shares, [1, 1], [2, 49])
  expect(shares.ahead.get(who(2))).toBe(shares.now + 49n)
  expect(orderOf(shares)).toEqual([who(2)])
})

test('what is remembered is bounded', () => {
  let shares = evenShares
  for (let n = 1; n <= AHEAD_MAX + 5; n += 1) shares = serve(shares, [n, 10 + n])
  expect(shares.ahead.size).toBe(AHEAD_MAX)
  expect(shares.ahead.has(who(5))).toBe(false)
})

/** A grid that grants request by request to the first in order that has work for the host. */
function simulate(
  steps: readonly { readonly able: ReadonlySet<number>; readonly costs: readonly number[] }[],
  requesters: number,
) {
  let shares = evenShares
  const served = Array.from({ length: requesters }, () => 0)
  const history: (readonly number[])[] = []
  for (const { able, costs } of steps) {
    const later = orderOf(shares)
    const all = Array.from({ length: requesters }, (_, n) => n)
    const place = (n: number): number => later.indexOf(who(n))
    const next = all.filter((n) => able.has(n)).sort((a, b) => place(a) - place(b) || a - b)[0]
    if (next === undefined) continue
    const cost = costs[next] ?? 1
    const grant: Served = { requester: who(next), cost: BigInt(cost) }
    shares = chargeShares(shares, [grant])
    served[next] = (served[next] ?? 0) + cost
    history.push([...served])
  }
  return { served, history }
}

const REQUESTERS = 4
const COST_MAX = 50
const ableArb = fc.uniqueArray(fc.nat(REQUESTERS - 1)).map((some) => new Set(some))
const costsArb = fc.array(fc.integer({ min: 1, max: COST_MAX }), {
  minLength: REQUESTERS,
  maxLength: REQUESTERS,
})
const stepArb = fc.record({ able: ableArb, costs: costsArb })
const everybody = new Set([0, 1, 2, 3])

describe('property', () => {
  test('after any past, those that have work get alike, within a request each', () => {
    const past = fc.array(stepArb, { maxLength: 40 })
    const present = fc.array(costsArb, { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(past, present, (before, costs) => {
        const begun = simulate(before, REQUESTERS).served
        const steps = [...before, ...costs.map((each) => ({ able: everybody, costs: each }))]
        const { history } = simulate(steps, REQUESTERS)
        for (const moment of history.slice(-costs.length)) {
          const gained = moment.map((sum, n) => sum - (begun[n] ?? 0))
          expect(Math.max(...gained) - Math.min(...gained)).toBeLessThanOrEqual(2 * COST_MAX)
        }
      }),
    )
  })

  test('nobody with work waits while others are served more than a request each and their lead', () => {
    fc.assert(
      fc.property(fc.array(stepArb, { maxLength: 40 }), fc.nat(REQUESTERS - 1), (before, n) => {
        // From now on all have work that costs as much as can be.
        const costs = Array.from({ length: REQUESTERS }, () => COST_MAX)
        const after = Array.from({ length: 60 }, () => ({ able: everybody, costs }))
        const begun = simulate(before, REQUESTERS).served[n] ?? 0
        expect(simulate([...before, ...after], REQUESTERS).served[n]).toBeGreaterThan(begun)
      }),
    )
  })

  test('who comes late gets no more than the others from then on', () => {
    fc.assert(
      fc.property(fc.array(costsArb, { minLength: 20, maxLength: 60 }), (costs) => {
        const early = new Set([1, 2, 3])
        const half = Math.floor(costs.length / 2)
        const steps = costs.map((each, at) => ({
          able: at < half ? early : everybody,
          costs: each,
        }))
        const { history, served } = simulate(steps, REQUESTERS)
        const then = history[half - 1] ?? []
        const gained = served.map((sum, n) => sum - (then[n] ?? 0))
        const least = Math.min(...gained.slice(1))
        expect(gained[0]).toBeLessThanOrEqual(least + 2 * COST_MAX)
      }),
    )
  })
})
