/** Drift against frequency: what was detected, what was found, what was put in; and the noise. */
import { scaleLinear, scaleLog } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { curve, dots, drawLegend, drawRows, whiskers } from '../figure/marks.ts'
import type { Point, Series } from '../figure/marks.ts'
import { drawPanel, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import { RATE, kinds, signals } from './band.ts'
import type { Search, Verdict } from './search.ts'

const map = { left: 84, right: 560, top: 116, bottom: 450 }
const noise = { left: 650, right: 924, top: 116, bottom: 280 }
const rows = { left: 620, right: 924, top: 352 }
const series: readonly Series[] = ['first', 'second', 'third']

const words = ({ signal, found, recordings, due }: Verdict): readonly [string, string] => [
  `${signal.frequency} Hz, power ${signal.power}`,
  due ? `${found} of ${recordings}` : `${found} of ${recordings}, not due`,
]

/** Draws the search. */
export function plot(search: Search): string {
  const { verdicts, recordings, rates, reach, strays } = search
  const due = verdicts.filter((verdict) => verdict.due)
  const found = due.filter((verdict) => verdict.found === verdict.recordings)
  return drawFigure({
    id: 'signal-search',
    title: 'Drifting signals in a band of noise',
    description:
      `${found.length} of ${due.length} signals found in every recording; ` +
      `${strays.length} detections that are no signal.`,
    heading: 'Drifting signals in a band of noise',
    subheading:
      `2^20 samples, ${RATE} Hz wide, 107 s; ${rates} drift rates up to ${reach.toFixed(2)} Hz/s; ` +
      `recordings with signals, and as many without: ${grouped(recordings)}`,
    body: [
      drawMap(search),
      drawNoise(search),
      drawRows(rows, ['Put in', 'found'], verdicts.slice(0, 7).map(words)),
    ],
  })
}

function drawMap({ detections, sources, reach, verdicts }: Search): string {
  const x = scaleLinear([0, RATE], [map.left, map.right])
  const y = scaleLinear([-1.05 * reach, 1.05 * reach], [map.bottom, map.top])
  const place = ({
    frequency,
    drift,
  }: {
    readonly frequency: number
    readonly drift: number
  }): Point => [x(frequency), y(drift)]
  const put = signals.filter(({ drift }) => Math.abs(drift) <= reach).map(place)
  return [
    drawPanel({
      ...{ ...map, x, y, name: 'One recording' },
      ...{ xName: 'frequency at the start, Hz', yName: 'drift, Hz/s' },
    }),
    ...put.flatMap(([px, py]) => [
      segment(px - 9, py, px + 9, py, 'whisker fourth'),
      segment(px, py - 9, px, py + 9, 'whisker fourth'),
    ]),
    dots('first', detections.slice(0, 1500).map(place), 1.5),
    dots('second', sources.map(place), 4),
    drawLegend(map.left + 8, map.top + 8, [
      ['dot', 'first', 'over a threshold'],
      ['dot', 'second', 'found'],
      ['curve', 'fourth', `put in (cross), ${verdicts.length} in all`],
    ]),
  ].join('\n')
}

function drawNoise({ falseAlarms }: Search): string {
  const shown = falseAlarms.filter(({ expected }) => expected > 0)
  const most = Math.max(10, ...shown.map(({ expected, found }) => Math.max(expected, found)))
  const x = scaleLinear([0, 3], [noise.left + 16, noise.right - 16])
  const y = scaleLog([0.5, 40 * most], [noise.bottom, noise.top])
  const powers = Array.from({ length: Math.ceil(Math.log10(most)) + 1 }, (_, power) => 10 ** power)
  return [
    drawPanel({
      ...{ ...noise, x, y, name: 'False alarms in noise' },
      ...{ xName: 'threshold, from the lowest', yName: 'count' },
      xTicks: [0, 1, 2, 3],
      xFormat: (level) => String(level + 1),
      yTicks: powers,
      yFormat: (value) => (value < 1000 ? String(value) : `${value / 1000}k`),
    }),
    ...kinds.flatMap(({ name }, kind) => {
      const points = shown.filter((alarms) => alarms.kind === name)
      const colour = series[kind] ?? 'first'
      const at = (level: number): number => x(level) + 5 * (kind - 1)
      return [
        curve(
          colour,
          points.map(({ expected }, level) => [at(level), y(Math.max(0.5, expected))]),
          { book: true },
        ),
        whiskers(
          colour,
          points.map(({ found, error }, level) => [
            at(level),
            y(Math.max(0.5, found - error)),
            y(Math.max(0.5, found + error)),
          ]),
        ),
        dots(
          colour,
          points.map(({ found }, level) => [at(level), y(Math.max(0.5, found))]),
          3.5,
        ),
      ]
    }),
    drawLegend(
      noise.right - 110,
      noise.top + 4,
      kinds.map(({ name }, kind) => ['dot', series[kind] ?? 'first', `${name}s`]),
    ),
  ].join('\n')
}

/** Signals, then false alarms, in rows. */
export const tabulate = ({ verdicts, falseAlarms, strays, straysExpected }: Search): Table => ({
  columns: ['what', 'found', 'put in or expected', 'error or drift found'],
  rows: [
    ...verdicts.map(({ signal, found, recordings, drift }) => [
      `${signal.frequency} Hz, ${signal.drift} Hz/s, power ${signal.power}`,
      `${found}`,
      `${recordings}`,
      drift === undefined ? '-' : `${drift.toFixed(4)} Hz/s`,
    ]),
    ...falseAlarms.map(({ kind, threshold, found, expected, error }) => [
      `${kind}s over ${threshold} in noise`,
      grouped(found),
      expected.toPrecision(4),
      error.toPrecision(2),
    ]),
    ['detections that are no signal', `${strays.length}`, straysExpected.toPrecision(2), '-'],
  ],
})
