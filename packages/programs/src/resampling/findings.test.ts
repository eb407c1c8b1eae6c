import { expect, test } from 'vitest'
import { reduce } from './findings.ts'
import { plot } from './plot.ts'
import { chiSquared, compare } from './reference.ts'
import { madeUnits } from './testing/made-units.ts'

const code = (name: string) => expect.objectContaining({ code: name })
const all = (seed: number, share?: number): Uint8Array[] => Object.values(madeUnits(seed, share))

test('adds up the counts of units', () => {
  const { units, coverage, power, sum, positive, bootstrap } = reduce([
    ...all(1, 0.5),
    ...all(2, 1),
  ])
  expect(units).toBe(8)
  expect(coverage).toMatchObject({ draws: 100, hits: 75, share: 0.75 })
  expect(coverage.error).toBeCloseTo(Math.sqrt(0.1875 / 100), 12)
  expect(power.share).toBe(0.75)
  expect([sum.share, positive.share]).toEqual([0.75, 0])
  // One eighth of an inch over 15 pairs is the shift of a sum by 1.
  expect(bootstrap.shift).toBeCloseTo(1 / 120, 12)
  expect(bootstrap.variance).toBeCloseTo(99 / 120 ** 2, 12)
  expect(bootstrap.medians[7]).toBe(20_000)
  expect(bootstrap.low95).toBeLessThan(bootstrap.high95)
})

test('the order of outputs does not matter', () => {
  const outputs = [...all(1), ...all(2, 1), ...all(3, 0)]
  expect(reduce(outputs.toReversed())).toEqual(reduce(outputs))
})

test.each(['bootstrap', 'coverage', 'permutation', 'power'] as const)(
  'wants a unit of %s',
  (name) => {
    const { [name]: _, ...others } = madeUnits(1)
    expect(() => reduce(Object.values(others))).toThrow(code('TOO_FEW_UNITS'))
  },
)

test.each([
  ['more hits than draws', madeUnits(1, 1.02).coverage],
  ['draws that no batches have', madeUnits(1, 1, { draws: 51 }).coverage],
  ['an unknown experiment', madeUnits(1, 1, { experiment: 'guess' }).power],
  ['counts of another experiment', madeUnits(1, 1, { rejected: 1 }).coverage],
  ['other data', madeUnits(1, 1, { pairs: 14 }).power],
  ['a distribution that lacks draws', madeUnits(1, 1, { medians: Array(15).fill(0) }).bootstrap],
  [
    'a mean farther off than its variance allows',
    madeUnits(1, 1, { sumOfSums: 200_000 }).bootstrap,
  ],
])('refuses %s', (_name, output) => {
  expect(() => reduce([...all(2), output])).toThrow(code('BAD_UNIT_OUTPUT'))
})

test('names the experiments that are off', () => {
  const off = compare(reduce(all(1))).filter(({ ok }) => !ok)
  expect(off.map(({ quantity }) => quantity.split(' ')[0])).toEqual([
    ...['permutation', 'signed-rank', 'sign', 'bootstrap', 'bootstrap', 'chi-squared'],
    ...['coverage', 'power'],
  ])
})

test('chi-squared takes rare cells together', () => {
  expect(chiSquared([60, 40], [0.5, 0.5])).toEqual({ value: 4, degrees: 1 })
  // 1 and 3 expected are one cell of 4.
  expect(chiSquared([96, 0, 4], [0.96, 0.01, 0.03])).toEqual({ value: 0, degrees: 1 })
})

test('the picture has a bar and a dot for each median', () => {
  const svg = plot(reduce(all(1)))
  expect(svg.match(/<circle class="dot second"/g)).toHaveLength(15 + 1)
  expect(svg.match(/<rect class="bar first"/g)).toHaveLength(1 + 15)
})
