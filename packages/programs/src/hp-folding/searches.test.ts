import { utf8 } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { plot } from './plot.ts'
import { compare } from './reference.ts'
import { reduce, wilson } from './searches.ts'

const unit = (seed: number, sequence: string, fold: string, contacts: number, foundAt = seed) =>
  utf8(
    `${JSON.stringify({
      ...{ coldestMilli: 250, contacts, fold, foundAt, hottestMilli: 600, replicas: 1, seed },
      ...{ sequence, swaps: [], sweeps: 100, version: 1 },
    })}\n`,
  )

const units = [
  unit(1, 'HPPHP', 'RULL', 1, 40),
  unit(2, 'HPPHP', 'RRRR', 0),
  unit(3, 'HPPHP', 'ULDL', 1, 20),
  unit(1, 'HPPH', 'RUL', 1),
]

test('keeps the best fold of each sequence, the one met first, and counts who met it', () => {
  const { folded, moves } = reduce(units)
  expect(moves).toBe(4 * 100 * 500)
  expect(folded.map(({ sequence }) => sequence)).toEqual(['HPPH', 'HPPHP'])
  expect(folded[1]).toMatchObject({ contacts: 1, searches: 3, hits: 2, medianSweep: 30 })
  expect(folded[1]?.sites[1]).toEqual([0, 1])
  expect(reduce(units.toReversed())).toEqual(reduce(units))
})

test('a sequence that is not of the benchmark is compared with nothing', () => {
  expect(compare(reduce(units))).toEqual([])
})

test('an energy above or below the one known is not ok', () => {
  const sequence = 'HPHPPHHPHPPHPHHPPHPH'
  const folded = {
    ...{ sequence, sites: [], searches: 1, hits: 1, low95: 0, high95: 1 },
    medianSweep: 1,
  }
  const okWith = (contacts: number) =>
    compare({ moves: 1, sweeps: 1, replicas: 1, folded: [{ ...folded, contacts }] }).map(
      ({ ok }) => ok,
    )
  expect([8, 9, 10].flatMap(okWith)).toEqual([false, true, false])
})

test('the picture has a dot for each monomer and a dash for each contact', () => {
  const svg = plot(reduce(units))
  expect(svg.match(/<circle class="dot first"/g)).toHaveLength(2 + 2 + 1)
  expect(svg.match(/<circle class="dot second"/g)).toHaveLength(2 + 3 + 1)
  expect(svg.match(/<line class="book third"/g)).toHaveLength(2 + 1)
})

test('the ends of an interval are the shares that lie 1.96 standard errors away', () => {
  for (const end of wilson(8, 10)) {
    expect(Math.abs(end - 0.8)).toBeCloseTo(1.96 * Math.sqrt((end * (1 - end)) / 10), 12)
  }
  expect(wilson(0, 5)[0]).toBe(0)
  expect(wilson(5, 5)[1]).toBe(1)
})
