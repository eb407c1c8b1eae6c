import { expect, test } from 'vitest'
import { madeUnit } from './testing/made-units.ts'
import { plot } from './plot.ts'
import { reduce } from './posterior.ts'

const draws = (from: number) =>
  Array.from({ length: 60 }, (_, step) => ({
    betaMicro: 1_400_000 + 10_000 * (from + step),
    gammaMicro: 400_000 + 1000 * step,
  }))
const posterior = reduce([madeUnit(1, draws(0)), madeUnit(2, draws(5))])
const svg = plot(posterior)

test('shows every observed day, the band and the median', () => {
  expect(svg.match(/<circle class="dot second"/g)).toHaveLength(14 + 1)
  expect(svg.match(/<path class="band first"/g)).toHaveLength(1)
  expect(svg.match(/<path class="curve first"/g)).toHaveLength(1)
  expect(svg.match(/<rect class="bar first"/g)).toHaveLength(posterior.r0Histogram.length)
})

test('names its axes with units and says in words what it shows', () => {
  for (const words of ['boys confined to bed', 'date, 1978', 'beta, per day', 'prefers-color']) {
    expect(svg).toContain(words)
  }
  expect(svg).toMatch(/role="img" aria-labelledby="boarding-school-title boarding-school-desc"/)
  expect(svg).toContain(`R0 ${posterior.r0.mean.toFixed(2)} (${posterior.r0.low95.toFixed(2)} to`)
})

test('the same posterior gives the same text', () => {
  expect(plot(posterior)).toBe(svg)
})
