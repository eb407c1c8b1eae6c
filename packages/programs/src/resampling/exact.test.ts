/** The exact results against tables, identities and brute force. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  binomialBelow,
  medianChances,
  medianCoverage,
  noncentralTail,
  normalBelow,
  signFlipShare,
  signedRanks,
} from './exact.ts'
import { differences } from './pairs.ts'
import { exact } from './reference.ts'
import { test as tTest } from './study.ts'

test("Fisher's count: 1,726 of 32,768", () => {
  expect(signFlipShare(differences) * 2 ** 15).toBe(1726)
  expect(exact.sum * 2 ** 15).toBe(1726)
})

test('signed ranks of these pairs: sum of the negative ones 24, p = 1,352 of 32,768', () => {
  const ranks = signedRanks(differences)
  expect(ranks.filter((rank) => rank < 0).reduce((sum, rank) => sum - rank, 0)).toBe(24)
  expect(exact.rankSum * 2 ** 15).toBe(1352)
  expect(signedRanks([2, -2, 0, 5])).toEqual([2.5, -2.5, 0, 4])
})

test('two of 15 signs negative: 1 + 15 + 105 choices in each tail', () => {
  expect(exact.positive * 2 ** 15).toBe(2 * 121)
})

test('counting in one pass is counting all choices', () => {
  const values = [3, -1, 4, 1, -5, 9, 2, 6]
  const observed = Math.abs(values.reduce((sum, value) => sum + value, 0))
  let extreme = 0
  for (let signs = 0; signs < 2 ** values.length; signs++) {
    const sum = values.reduce((all, value, at) => all + ((signs >> at) & 1 ? value : -value), 0)
    if (Math.abs(sum) >= observed) extreme += 1
  }
  expect(signFlipShare(values)).toBe(extreme / 2 ** values.length)
})

test('the chances of the medians are those of all resamples of a small sample', () => {
  const size = 5
  const counts = Array.from({ length: size }, () => 0)
  for (let choice = 0; choice < size ** size; choice++) {
    const drawn = Array.from({ length: size }, (_, at) => Math.floor(choice / size ** at) % size)
    const median = drawn.sort((a, b) => a - b)[2] ?? 0
    counts[median] = (counts[median] ?? 0) + 1
  }
  medianChances(size).forEach((chance, rank) => {
    expect(chance).toBeCloseTo((counts[rank] ?? 0) / size ** size, 12)
  })
})

test('with endless resamples the coverage is that of the order statistics they settle on', () => {
  // For 15 the 1 % and 99 % of resampled medians are the 4th and the 12th value: covered when 4 to
  // 11 of the sample lie below.
  const limit = binomialBelow(11, 15, 0.5) - binomialBelow(3, 15, 0.5)
  expect(medianCoverage(15, 39_999, 400)).toBeCloseTo(limit, 9)
})

test('the normal distribution and Student’s t have their tabulated quantiles', () => {
  expect(normalBelow(1.959963985)).toBeCloseTo(0.975, 9)
  expect(normalBelow(-1.281551566)).toBeCloseTo(0.1, 9)
  // t with 10 and 126 degrees of freedom, 97.5 %.
  expect(noncentralTail(2.228138852, 10, 0)).toBeCloseTo(0.05, 8)
  expect(noncentralTail(tTest.critical, 126, 0)).toBeCloseTo(0.05, 9)
})

test("Cohen's table: 64 in each group see half a standard deviation with power .80", () => {
  expect(exact.power).toBeCloseTo(0.8, 2)
  // R's power.t.test wants n = 63.77 for exactly .80: 63 are too few, 64 suffice.
  const power = (group: number): number => {
    const degrees = 2 * group - 2
    return noncentralTail(1.979, degrees, 0.5 * Math.sqrt(group / 2))
  }
  expect(power(63)).toBeLessThan(0.8)
  expect(power(64)).toBeGreaterThan(0.8)
})

test('the data file is what the references are computed from', () => {
  const [, ...lines] = readFileSync(new URL('./darwin.csv', import.meta.url), 'utf8').split('\n')
  expect(lines.slice(0, -1).map(Number)).toEqual(differences)
})
