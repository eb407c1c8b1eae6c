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
  expect(svg.match(/<circle class="seen"/g)).toHaveLength(14 + 1)
  expect(svg.match(/<path class="band"/g)).toHaveLength(1)
  expect(svg.match(/<path class="fit"/g)).toHaveLength(1)
  expect(svg.match(/<rect class="bar"/g)).toHaveLength(posterior.r0Histogram.length)
})

test('names its axes with units and says in words what it shows', () => {
  for (const words of ['boys confined to bed', 'date, 1978', 'beta, per day', 'prefers-color']) {
    expect(svg).toContain(words)
  }
  expect(svg).toMatch(/role="img" aria-labelledby="boarding-school-title boarding-school-desc"/)
  expect(svg).toContain(`R0 ${posterior.r0.mean.toFixed(2)} (${posterior.r0.low95.toFixed(2)} to`)
})

test('is well-formed and free of numbers that are none', () => {
  expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  const open: string[] = []
  for (const [, close, name = '', empty] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name)
    else if (empty !== '/') open.push(name)
  }
  expect(open).toEqual([])
  expect(plot(posterior)).toBe(svg)
})
