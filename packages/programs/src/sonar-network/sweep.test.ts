import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { plot } from './plot.ts'
import { compare } from './reference.ts'
import { reduce } from './sweep.ts'
import { madeUnit } from './testing/made-units.ts'
import { MINES, PATTERNS, ROCKS } from './unit-output.ts'

const code = (name: string) => expect.objectContaining({ code: name })
const units = [
  madeUnit({ hidden: 0, seed: 1, wrong: 60 }),
  madeUnit({ hidden: 0, seed: 2, wrong: 50 }),
  madeUnit({ hidden: 6, seed: 1, wrong: 30 }),
  madeUnit({ hidden: 6, seed: 2, wrong: 34 }),
  madeUnit({ hidden: 12, seed: 1, wrong: 32 }),
  madeUnit({ hidden: 12, seed: 2, wrong: 32 }),
]

test('rocks come first in the data, then mines, in ten-thousandths', () => {
  const text = readFileSync(new URL('./sonar.csv', import.meta.url), 'utf8')
  const [names = '', ...lines] = text.slice(0, -1).split('\n')
  expect(names.split(',')).toHaveLength(61)
  const rows = lines.map((line) => line.split(',').map(Number))
  expect(rows.map(([mine]) => mine)).toEqual([...Array(ROCKS).fill(0), ...Array(MINES).fill(1)])
  expect(
    rows.every((row) => row.length === 61 && row.every((value) => value >= 0 && value <= 1e4)),
  ).toBe(true)
})

test('accuracy is of all patterns held out; errors are between cross-validations', () => {
  const { configurations, networks } = reduce(units)
  expect(networks).toBe(12)
  expect(configurations.map(({ hidden }) => hidden)).toEqual([0, 6, 12])
  expect(configurations[0]?.accuracy).toBeCloseTo(1 - 55 / PATTERNS, 12)
  // Two values 10 patterns apart: half of that is the error of their mean.
  expect(configurations[0]?.error).toBeCloseTo(5 / PATTERNS, 12)
  expect(configurations[0]?.trainingAccuracy).toBeCloseTo(204 / 208, 12)
})

test('of equally good configurations the smaller is best, in whatever order units come', () => {
  expect(reduce(units).best).toMatchObject({ hidden: 6, accuracy: 1 - 32 / PATTERNS })
  expect(reduce(units.toReversed())).toEqual(reduce(units))
  expect(reduce([...units.slice(3), ...units.slice(0, 3)]).best.hidden).toBe(6)
})

test('the committee adds scores up and its curve runs from nothing to everything', () => {
  const { committee } = reduce(units)
  // Patterns 30 to 33 are right in one and wrong in the other by as much: not over 0, so rocks.
  expect(committee.accuracy).toBeCloseTo(1 - 30 / PATTERNS, 12)
  expect(committee.curve[0]).toEqual([0, 0])
  expect(committee.curve.at(-1)).toEqual([1, 1])
  // All mines score over all rocks but the 30: 67 of 97 rocks lie below each mine, and more of
  // the 30 lie below the higher mines.
  expect(committee.areaUnderCurve).toBeGreaterThan(67 / ROCKS)
  const perfect = [1, 2].map((seed) => madeUnit({ hidden: 0, seed }))
  expect(reduce(perfect).committee).toMatchObject({ accuracy: 1, areaUnderCurve: 1 })
})

test('an accuracy outside the published range is not ok', () => {
  expect(compare(reduce(units)).map(({ ok }) => ok)).toEqual([true, true, true])
  const poor = [1, 2].map((seed) => madeUnit({ hidden: 24, seed, wrong: 50 }))
  expect(compare(reduce([...units, ...poor])).map(({ ok }) => ok)).toEqual([
    true,
    true,
    true,
    false,
  ])
})

test.each([
  ['folds that say otherwise', madeUnit({ hidden: 3, seed: 1 }, { testRight: [104, 103] })],
  ['more right than a fold has', madeUnit({ hidden: 3, seed: 1 }, { testRight: [105, 103] })],
  ['more learned than there are', madeUnit({ hidden: 3, seed: 1 }, { trainingRight: [105, 1] })],
  ['folds of two numbers', madeUnit({ hidden: 3, seed: 1 }, { trainingRight: [1, 1, 1] })],
  ['a score too few', madeUnit({ hidden: 3, seed: 1 }, { scores: [1] })],
  [
    'a score beyond the outputs',
    madeUnit({ hidden: 3, seed: 1 }, { scores: Array(PATTERNS).fill(1001) }),
  ],
  ['other data', madeUnit({ hidden: 3, seed: 1 }, { patterns: 207 })],
])('refuses %s', (_name, output) => {
  expect(() => reduce([...units, output])).toThrow(code('BAD_UNIT_OUTPUT'))
})

test('refuses one cross-validation, mixed and repeated ones', () => {
  expect(() => reduce([madeUnit({ hidden: 0, seed: 1 })])).toThrow(code('TOO_FEW_UNITS'))
  const other = madeUnit({ hidden: 0, seed: 3 }, { epochs: 200 })
  expect(() => reduce([...units, other])).toThrow(code('MIXED_STUDY'))
  expect(() => reduce([...units, madeUnit({ hidden: 0, seed: 1 })])).toThrow(code('DUPLICATE_UNIT'))
})

test('the picture has a dot for each configuration and each published value', () => {
  const svg = plot(reduce(units))
  expect(svg.match(/<circle class="dot first"/g)).toHaveLength(3 + 1)
  expect(svg.match(/<circle class="dot third"/g)).toHaveLength(3 + 1)
  expect(svg.match(/<path class="curve first"/g)).toHaveLength(1)
})
