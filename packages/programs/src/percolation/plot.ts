/** The probability to wrap against the density, with its critical values; the same in rows. */
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { curve, dots, drawLegend, drawRows } from '../figure/marks.ts'
import { drawPanel, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Mean } from '../statistics/mean.ts'
import { threshold as published } from './reference.ts'
import { criticalProbability } from './wrapping.ts'
import type { Wrapping } from './wrapping.ts'

const panel = { left: 72, right: 610, top: 104, bottom: 456 }
const show = ({ mean, error }: Mean): string => `${mean.toFixed(5)} ± ${error.toFixed(5)}`

export function plot({ threshold, curves, size, trials, units }: Wrapping): string {
  const x = scaleLinear([0.545, 0.641], [panel.left, panel.right])
  const y = scaleLinear([0, 1], [panel.bottom, panel.top])
  return drawFigure({
    id: 'percolation',
    title: 'Site percolation on the square lattice: probability to wrap',
    description: `Threshold ${show(threshold.either)} and ${show(threshold.alongX)}, known ${published}.`,
    heading: 'Site percolation: a cluster goes around from density 0.5927 on',
    subheading: `Torus of ${size} by ${size}, ${grouped(trials)} lattices filled in ${grouped(units)} work units`,
    body: [
      drawPanel({
        ...{ ...panel, x, y, xName: 'density of occupied sites' },
        yName: 'probability that a cluster wraps',
      }),
      segment(x(published), panel.top, x(published), panel.bottom, 'book third'),
      curve(
        'first',
        curves.map(({ density, either }) => [x(density), y(either)]),
      ),
      curve(
        'second',
        curves.map(({ density, alongX }) => [x(density), y(alongX)]),
      ),
      dots('first', [[x(threshold.either.mean), y(criticalProbability.either)]]),
      dots('second', [[x(threshold.alongX.mean), y(criticalProbability.alongX)]]),
      drawLegend(panel.left + 24, panel.top + 14, [
        ['curve', 'first', 'along either axis'],
        ['curve', 'second', 'along one axis'],
        ['dot', 'first', 'exact critical probability'],
        ['book', 'third', 'known threshold'],
      ]),
      drawRows(
        { left: 660, right: 924, top: 190 },
        ['Threshold', 'estimate'],
        [
          ['either axis', show(threshold.either)],
          ['one axis', show(threshold.alongX)],
          ['known', published.toFixed(5)],
        ],
      ),
    ],
  })
}

export const tabulate = ({ threshold: { either, alongX } }: Wrapping): Table => ({
  columns: ['wrapping', 'critical probability', 'threshold', 'error'],
  rows: [
    [
      'either axis',
      String(criticalProbability.either),
      either.mean.toFixed(6),
      either.error.toFixed(6),
    ],
    [
      'one axis',
      String(criticalProbability.alongX),
      alongX.mean.toFixed(6),
      alongX.error.toFixed(6),
    ],
  ],
})
