/** How forecasts lose their way, and how the exponent settles; the same in rows. */
import { scaleLinear, scaleLog } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { curve, dots, drawLegend, drawRows, whiskers } from '../figure/marks.ts'
import { drawPanel, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Mean } from '../statistics/mean.ts'
import type { Chaos } from './chaos.ts'
import { DAYS } from './chaos.ts'

const errorPanel = { left: 72, right: 500, top: 124, bottom: 456 }
const settlingPanel = { left: 590, right: 924, top: 124, bottom: 290 }
const show = ({ mean, error }: Mean): string => `${mean.toFixed(4)} ± ${error.toFixed(4)}`

export function plot(chaos: Chaos): string {
  const { exponent, doublingDays, forecasts, units, time, sites, forcing } = chaos
  return drawFigure({
    id: 'lorenz-96',
    title: 'Lorenz 1996: ensemble forecasts and the leading Lyapunov exponent',
    description:
      `Exponent ${show(exponent)} per unit of five days; small errors double in ` +
      `${show(doublingDays)} days; ${forecasts.count} ensemble forecasts.`,
    heading: `Small errors double in ${doublingDays.mean.toFixed(2)} days`,
    subheading:
      `Lorenz's model of 1996, ${sites} sites, forcing ${forcing}: ` +
      `${grouped(Math.round((time * DAYS) / 365))} years and ${grouped(forecasts.count)} ` +
      `ensemble forecasts in ${grouped(units)} work units`,
    body: [
      drawErrors(chaos),
      drawSettling(chaos),
      drawRows(
        { left: 590, right: 924, top: 356 },
        ['Climate and forecasts', 'mean'],
        rowsOf(chaos).map(([name, value]) => [name, show(value)]),
      ),
    ],
  })
}

function drawErrors({ forecasts: { leads } }: Chaos): string {
  const least = Math.min(...leads.map(({ missed, spread }) => Math.min(missed, spread)))
  const most = Math.max(...leads.map(({ missed, spread }) => Math.max(missed, spread)))
  const x = scaleLinear([0, leads.at(-1)?.days ?? 1], [errorPanel.left, errorPanel.right])
  const y = scaleLog([least / 2, most * 3], [errorPanel.bottom, errorPanel.top])
  const ticks = y.ticks(8).filter((tick) => Number.isInteger(Math.log10(tick)))
  return [
    drawPanel({
      ...{ ...errorPanel, x, y, name: 'Ensembles of eight from one analysis' },
      ...{ xName: 'days ahead', yName: 'root mean square error', yTicks: ticks },
      yFormat: (value: number) => value.toExponential(0),
    }),
    curve(
      'first',
      leads.map(({ days, missed }) => [x(days), y(missed)]),
    ),
    dots(
      'second',
      leads.filter((_, lead) => lead % 2 === 0).map(({ days, spread }) => [x(days), y(spread)]),
    ),
    drawLegend(errorPanel.left + 190, errorPanel.bottom - 60, [
      ['curve', 'first', 'error of the mean'],
      ['dot', 'second', 'spread of the members'],
    ]),
  ].join('\n')
}

function drawSettling({ exponent, convergence }: Chaos): string {
  const last = convergence.at(-1)?.blocks ?? 8
  const spread = Math.max(...convergence.map((each) => 2 * each.exponent.error), 0.05) + 0.05
  const x = scaleLog([6, last * 1.3], [settlingPanel.left, settlingPanel.right])
  const y = scaleLinear(
    [exponent.mean - spread, exponent.mean + spread],
    [settlingPanel.bottom, settlingPanel.top],
  )
  return [
    drawPanel({
      ...{ ...settlingPanel, x, y, name: 'Leading exponent, two standard errors' },
      ...{ xName: 'blocks of time pooled', xFormat: grouped, yTicks: 4 },
      ...{ xTicks: convergence.map(({ blocks }) => blocks), yName: 'per unit of time' },
    }),
    segment(settlingPanel.left, y(exponent.mean), settlingPanel.right, y(exponent.mean), 'grid'),
    whiskers(
      'first',
      convergence.map((each) => {
        const { mean, error } = each.exponent
        return [x(each.blocks), y(mean - 2 * error), y(mean + 2 * error)]
      }),
    ),
    dots(
      'first',
      convergence.map((each) => [x(each.blocks), y(each.exponent.mean)] as const),
    ),
  ].join('\n')
}

const rowsOf = ({ exponent, doublingDays, mean, budget, forecasts }: Chaos) =>
  [
    ['exponent', exponent],
    ['doubling, days', doublingDays],
    ['growth of forecast errors', forecasts.growth],
    ['x', mean],
    ['x² - F x', budget],
  ] as const

export const tabulate = (chaos: Chaos): Table => ({
  columns: ['quantity', 'mean', 'error'],
  rows: [
    ...rowsOf(chaos).map(([name, value]) => rowOf(name, value)),
    ...chaos.forecasts.leads
      .filter(({ days }) => days > 0 && days % 10 === 0)
      .map(({ days, ratio }) => rowOf(`square error by spread, ${days} days`, ratio)),
  ],
})

const rowOf = (name: string, { mean, error }: Mean): readonly string[] => [
  name,
  mean.toFixed(5),
  error.toFixed(5),
]
