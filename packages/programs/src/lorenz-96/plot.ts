/** How the exponent settles as more is computed; the same in rows. */
import { scaleLinear, scaleLog } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { dots, drawLegend, drawRows, whiskers } from '../figure/marks.ts'
import { drawPanel, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Mean } from '../statistics/mean.ts'
import type { Chaos } from './chaos.ts'
import { DAYS } from './chaos.ts'

const panel = { left: 72, right: 610, top: 104, bottom: 456 }
const show = ({ mean, error }: Mean): string => `${mean.toFixed(4)} ± ${error.toFixed(4)}`

export function plot(chaos: Chaos): string {
  const { exponent, convergence, units, time, sites, forcing } = chaos
  const last = convergence.at(-1)?.blocks ?? 8
  const spread = Math.max(...convergence.map((each) => 2 * each.exponent.error), 0.05) + 0.05
  const x = scaleLog([6, last * 1.3], [panel.left, panel.right])
  const y = scaleLinear([exponent.mean - spread, exponent.mean + spread], [panel.bottom, panel.top])
  const points = convergence.map((each) => [x(each.blocks), y(each.exponent.mean)] as const)
  return drawFigure({
    id: 'lorenz-96',
    title: 'Lorenz 1996: the leading Lyapunov exponent',
    description: `Exponent ${show(exponent)} per unit of five days; small errors double in ${show(chaos.doublingDays)} days.`,
    heading: `Small errors double in ${chaos.doublingDays.mean.toFixed(2)} days`,
    subheading:
      `Lorenz's model of 1996, ${sites} sites, forcing ${forcing}: ` +
      `${grouped(Math.round((time * DAYS) / 365))} years in ${grouped(units)} work units`,
    body: [
      drawPanel({
        ...{ ...panel, x, y, xName: 'blocks of time pooled', xFormat: grouped },
        ...{ xTicks: convergence.map(({ blocks }) => blocks), yName: 'exponent per unit of time' },
      }),
      segment(panel.left, y(exponent.mean), panel.right, y(exponent.mean), 'grid'),
      whiskers(
        'first',
        convergence.map((each) => {
          const { mean, error } = each.exponent
          return [x(each.blocks), y(mean - 2 * error), y(mean + 2 * error)]
        }),
      ),
      dots('first', points),
      drawLegend(panel.right - 210, panel.top + 14, [
        ['dot', 'first', 'mean, two standard errors'],
      ]),
      drawRows(
        { left: 660, right: 924, top: 190 },
        ['Climate', 'mean'],
        rowsOf(chaos).map(([name, value]) => [name, show(value)]),
      ),
    ],
  })
}

const rowsOf = ({ exponent, doublingDays, mean, budget }: Chaos) =>
  [
    ['exponent', exponent],
    ['doubling, days', doublingDays],
    ['x', mean],
    ['x² - F x', budget],
  ] as const

export const tabulate = (chaos: Chaos): Table => ({
  columns: ['quantity', 'mean', 'error'],
  rows: rowsOf(chaos).map(([name, { mean, error }]) => [name, mean.toFixed(5), error.toFixed(5)]),
})
