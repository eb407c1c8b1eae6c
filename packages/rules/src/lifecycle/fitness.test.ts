import { assert, double, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assumedGrid, deriveFitness, gridSizes, speedUpAt } from './fitness.ts'
import type { Workload } from './fitness.ts'

/** A minute a unit, a kilobyte each way, a hundred thousand units. */
const minutes: Workload = {
  ...{ unitCount: 100_000, quorum: 2, unitMs: 60_000 },
  ...{ inputBytes: 1_000, outputBytes: 1_000, programBytes: 50_000 },
}

/** What a unit moves that differs from others in a number. */
const seed = { inputBytes: 0, outputBytes: 20 }

test.each<[string, Partial<Workload>, string, RegExp]>([
  ['a parameter study of minutes', {}, 'belongs', /9\d % of the time of 1.00 k hosts/],
  ['units of ten minutes', { unitMs: 600_000 }, 'belongs', /computing/],
  ['short units of a seed', { unitMs: 10, unitCount: 5e8, ...seed }, 'mend', /about 6000,/],
  ['short units of much', { unitMs: 1, unitCount: 5e9 }, 'does not belong', /lines would be used/],
  ['a gigabyte a minute', { inputBytes: 1e9 }, 'does not belong', /the lines would be used/],
  ['a gigabyte back', { outputBytes: 1e9 }, 'does not belong', /the lines would be used/],
  ['ten units', { unitCount: 10 }, 'does not belong', /0.17 hours of one core/],
  ['a million short units of little', { unitMs: 3, unitCount: 1e6 }, 'does not belong', /hours of/],
  ['a program larger than its work', { programBytes: 2e9, unitCount: 3e3 }, 'does not belong', /./],
  ['units of a day', { unitMs: 86_400_000 }, 'does not belong', /loses too much to hosts that/],
])('%s: %o is judged %s', (_, change, verdict, says) => {
  const fitness = deriveFitness({ ...minutes, ...change })
  expect(fitness).toMatchObject({ verdict })
  expect(fitness.reasons.join(' ')).toMatch(says)
})

test('the speed-up of long light units is that of hosts divided by votes, nearly', () => {
  const { speedUps } = deriveFitness(minutes)
  const [ten] = speedUps
  expect(ten?.hosts).toBe(10)
  expect(ten?.factor).toBeGreaterThan(4.7)
  expect(ten?.factor).toBeLessThan(5)
  expect(ten?.limit).toBe('hosts')
})

test('more hosts than executions have nothing to do', () => {
  const few = { ...minutes, unitCount: 100 }
  expect(speedUpAt(few, 10_000, assumedGrid)).toMatchObject({ limit: 'units' })
})

test('a coordinator that takes no more receipts is what limits a million hosts', () => {
  const many = { ...minutes, unitCount: 50_000_000, unitMs: 20_000, ...seed }
  expect(deriveFitness(many).speedUps.at(-1)).toMatchObject({ limit: 'receipts' })
  const faster = { ...assumedGrid, receiptsPerSecond: 1e9, coordinatorBytesPerSecond: 1e12 }
  expect(speedUpAt(many, 1_000_000, faster).limit).toBe('hosts')
})

describe('for any workload', () => {
  const workloads = record({
    unitCount: integer({ min: 1, max: 1e9 }),
    quorum: integer({ min: 1, max: 16 }),
    unitMs: double({ min: 0.1, max: 1e9, noNaN: true }),
    inputBytes: integer({ min: 0, max: 1e9 }),
    outputBytes: integer({ min: 0, max: 1e9 }),
    programBytes: integer({ min: 0, max: 1e8 }),
  })

  test('the speed-up is below hosts over votes and below the units, whatever the size', () => {
    assert(
      property(workloads, (workload) => {
        for (const { hosts, factor, efficiency } of deriveFitness(workload).speedUps) {
          expect(factor).toBeLessThanOrEqual(Math.min(hosts / workload.quorum, workload.unitCount))
          expect(efficiency).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('more hosts never make it slower', () => {
    assert(
      property(workloads, (workload) => {
        const factors = deriveFitness(workload).speedUps.map(({ factor }) => factor)
        for (const [size, factor] of factors.entries()) {
          // The last bits of a square root are not worth an argument.
          expect(factor).toBeGreaterThanOrEqual((factors[size - 1] ?? 0) * (1 - 1e-9))
        }
      }),
    )
  })

  test('moving more or voting more never helps', () => {
    assert(
      property(workloads, integer({ min: 0, max: 1e9 }), (workload, more) => {
        for (const hosts of gridSizes) {
          const { factor } = speedUpAt(workload, hosts, assumedGrid)
          const worse = [
            { ...workload, inputBytes: workload.inputBytes + more },
            { ...workload, outputBytes: workload.outputBytes + more },
            { ...workload, quorum: workload.quorum + 1 },
          ]
          for (const each of worse) {
            const { factor: least } = speedUpAt(each, hosts, assumedGrid)
            expect(least).toBeLessThanOrEqual(factor * (1 + 1e-9))
          }
        }
      }),
    )
  })
})

test('lines that carry nothing leave the number of helping hosts exact', () => {
  // (root - slope) was zero here to the last digit, and more bytes seemed to help.
  const heavy: Workload = {
    ...{ unitCount: 768_847_891, quorum: 4, unitMs: 0.1 },
    ...{ inputBytes: 211_061_330, outputBytes: 873_726_079, programBytes: 4_292_808 },
  }
  const { factor } = speedUpAt(heavy, 1_000_000, assumedGrid)
  const heavier = { ...heavy, inputBytes: heavy.inputBytes + 14 }
  expect(speedUpAt(heavier, 1_000_000, assumedGrid).factor).toBeLessThanOrEqual(factor)
})

test.each<Partial<Workload>>([
  { unitCount: 0 },
  { unitCount: 1.5 },
  { quorum: 0 },
  { unitMs: 0 },
  { unitMs: Number.NaN },
  { unitMs: Number.POSITIVE_INFINITY },
  { inputBytes: -1 },
  { programBytes: Number.NaN },
])('%o measures nothing', (change) => {
  expect(() => deriveFitness({ ...minutes, ...change })).toThrow(/found the workload/)
})
