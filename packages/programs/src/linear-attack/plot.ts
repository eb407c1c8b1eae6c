/** How often the equations hold, key by key, against Matsui; the same in rows. */
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { dots, drawLegend, whiskers } from '../figure/marks.ts'
import { drawPanel, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Attack, Rounds } from './attack.ts'
import { probability } from './reference.ts'

const panels = [
  { left: 90, right: 470, top: 130, bottom: 440 },
  { left: 560, right: 924, top: 130, bottom: 440 },
]

export function plot({ byRounds, units }: Attack): string {
  const pairs = byRounds[0]?.pairs ?? 0
  return drawFigure({
    id: 'linear-attack',
    title: 'Linear cryptanalysis of DES with few rounds',
    description: byRounds
      .map(
        ({ rounds, holds }) =>
          `${rounds} rounds: ${holds.mean.toFixed(5)}, Matsui ${probability[rounds].toFixed(5)}`,
      )
      .join('; '),
    heading: 'A linear equation betrays a bit of the key of reduced DES',
    subheading: `${grouped(pairs)} random plain texts for each of ${grouped(units)} random keys`,
    body: [
      ...byRounds.map(drawRounds),
      drawLegend(90, 506, [['dot', 'first', 'one key, two standard errors']]),
      drawLegend(360, 506, [['book', 'second', 'Matsui 1993']]),
    ],
  })
}

function drawRounds({ rounds, shares, pairs }: Rounds, at: number): string {
  const panel = panels[at] ?? { left: 0, right: 1, top: 0, bottom: 1 }
  const expected = probability[rounds]
  const error = 2 * Math.sqrt((expected * (1 - expected)) / pairs)
  const reach = Math.max(...shares.map((share) => Math.abs(share - expected))) + 1.5 * error
  const x = scaleLinear([0, shares.length + 1], [panel.left, panel.right])
  const y = scaleLinear([expected - reach, expected + reach], [panel.bottom, panel.top])
  const points = shares.map((share, key) => [x(key + 1), y(share)] as const)
  return [
    drawPanel({
      ...{ ...panel, x, y, name: `${rounds} rounds`, xTicks: [], yTicks: 5 },
      ...{ xName: 'random keys', yName: 'share on which it holds' },
    }),
    segment(panel.left, y(expected), panel.right, y(expected), 'book second'),
    whiskers(
      'first',
      shares.map((share, key) => [x(key + 1), y(share - error), y(share + error)]),
    ),
    dots('first', points, 4),
  ].join('\n')
}

export const tabulate = ({ byRounds }: Attack): Table => ({
  columns: ['rounds', 'keys', 'holds', 'error', 'Matsui', 'key bits recovered'],
  rows: byRounds.map(({ rounds, keys, holds, recovered }) => [
    ...[String(rounds), String(keys), holds.mean.toFixed(6), holds.error.toFixed(6)],
    ...[probability[rounds].toFixed(6), `${recovered} of ${keys}`],
  ]),
})
