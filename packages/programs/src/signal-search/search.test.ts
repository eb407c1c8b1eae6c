import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BIN, signals } from './band.ts'
import { plot } from './plot.ts'
import { compare } from './reference.ts'
import { reduce } from './search.ts'
import { madeUnit } from './testing/made-units.ts'

/** The third signal: 4000.2 Hz, 0.005 Hz/s, that is 53,689 bins and 0.9 bins a block. */
const bin = Math.round(4000.2 / BIN)
const track = { at: 0, bin, kind: 1, milli: 500_000, rate: 1 }
const noise = [madeUnit(1, 0, [])]
const code = (name: string) => expect.objectContaining({ code: name })

test('the table of signals is what verdicts are held against', () => {
  const [, ...lines] = readFileSync(new URL('./signals.csv', import.meta.url), 'utf8').split('\n')
  expect(lines.slice(0, -1).map((line) => line.split(',').map(Number))).toEqual(
    signals.map(({ frequency, drift, power, moment }) => [frequency, drift, power, moment]),
  )
})

test('one signal at many drift rates is one source', () => {
  // At rate r it shows 1 - r bins a block lower: spikes of block b at (1 - r) (b + 1/2).
  const shadows = [-3, 0, 2, 4].flatMap((rate) =>
    [0, 7].map((at) => ({
      ...{ at, bin: bin + Math.round((1 - rate) * (at + 0.5)), kind: 0, milli: 60_000, rate },
    })),
  )
  const detections = [...shadows, track].toSorted((a, b) => a.rate - b.rate)
  const search = reduce([madeUnit(1, 7, detections), ...noise])
  expect(search.sources).toHaveLength(1)
  expect(search.sources[0]).toMatchObject({ kind: 1, value: 500 })
  expect(search.strays).toEqual([])
  const verdict = search.verdicts[2]
  expect(verdict).toMatchObject({ due: true, recordings: 1, found: 1 })
  expect(verdict?.drift).toBeCloseTo(0.00555, 5)
})

test('what lies elsewhere is a stray, and a signal that is missed is named', () => {
  const elsewhere = { ...track, bin: bin + 30_000 }
  const search = reduce([madeUnit(1, 7, [elsewhere]), ...noise])
  expect(search.strays).toHaveLength(1)
  const off = compare(search).filter(({ ok }) => !ok)
  expect(off.map(({ quantity }) => quantity)).toEqual([
    ...['signal at 2417.93 Hz', 'signal at 4000.2 Hz', 'signal at 8321.77 Hz'].map(
      (name) => `${name}: recordings it is found in`,
    ),
    'detections that are no signal',
  ])
})

test('a drift that is off by more than a step is no find', () => {
  const search = reduce([madeUnit(1, 7, [{ ...track, rate: 3, bin: bin - 8 }]), ...noise])
  expect(search.verdicts[2]?.found).toBe(0)
})

test('a detection in a recording without signals is a stray', () => {
  expect(reduce([madeUnit(1, 0, [track])]).strays).toHaveLength(1)
})

test('false alarms are those of noise alone', () => {
  const loud = madeUnit(1, 7, [], {
    exceed: [
      [99_999, 9999, 999, 99],
      [9999, 999, 99, 9],
      [999, 99, 9, 9],
    ],
  })
  const { falseAlarms } = reduce([loud, ...noise])
  expect(falseAlarms[0]).toMatchObject({ kind: 'spike', threshold: 8, found: 14_400 })
  expect(falseAlarms[0]?.expected).toBeCloseTo(41 * 2 ** 20 * Math.exp(-8), 6)
  expect(falseAlarms).toHaveLength(12)
})

test('the order of outputs does not matter', () => {
  const outputs = [madeUnit(1, 7, [track]), madeUnit(2, 7, []), ...noise, madeUnit(2, 0, [])]
  expect(reduce(outputs.toReversed())).toEqual(reduce(outputs))
})

test.each([
  ['a rate that was not searched', madeUnit(1, 7, [{ ...track, rate: 21 }])],
  ['a bin outside', madeUnit(1, 7, [{ ...track, bin: 2 ** 17 }])],
  [
    'a bin outside the short spectrum',
    madeUnit(1, 7, [{ ...track, kind: 2, at: 8, rate: 4, bin: 2 ** 14 }]),
  ],
  [
    'a moment that was not looked at',
    madeUnit(1, 7, [{ ...track, kind: 2, at: 9, rate: 4, bin: 1 }]),
  ],
  [
    'a short spectrum at a fine rate',
    madeUnit(1, 7, [{ ...track, kind: 2, at: 8, rate: 3, bin: 1 }]),
  ],
  ['a block that there is not', madeUnit(1, 7, [{ ...track, kind: 0, at: 8 }])],
  ['a value below the threshold', madeUnit(1, 7, [{ ...track, milli: 45_000 }])],
  ['a kind that there is not', madeUnit(1, 7, [{ ...track, kind: 3 }])],
  ['a wrong count', madeUnit(1, 7, [track], { detections: 2 })],
  ['rates outside the span', madeUnit(1, 7, [], { rates: 42 })],
  [
    'more over the higher threshold',
    madeUnit(1, 0, [], {
      exceed: [
        [1, 2, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    }),
  ],
])('refuses %s', (_name, output) => {
  expect(() => reduce([...noise, output])).toThrow(code('BAD_UNIT_OUTPUT'))
})

test('the picture has a cross for each signal in reach and a dot for each source', () => {
  const svg = plot(reduce([madeUnit(1, 7, [track]), ...noise]))
  // Of the seven, four drift by at most 20 bins a block.
  expect(svg.match(/<line class="whisker fourth"/g)).toHaveLength(2 * 4)
  expect(svg.match(/<circle class="dot second"[^>]*r="4"/g)).toHaveLength(1)
})
