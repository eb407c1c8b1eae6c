/** Accuracy by hidden units beside the published, and the committee's curve. */
import { group } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { band, curve, dots, drawLegend, drawRows, whiskers } from '../figure/marks.ts'
import type { Series } from '../figure/marks.ts'
import { drawPanel } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import { published } from './reference.ts'
import type { Committee, Sweep } from './sweep.ts'
import { MINES, ROCKS } from './unit-output.ts'

const sizes = { left: 84, right: 560, top: 116, bottom: 450 }
const roc = { left: 660, right: 884, top: 116, bottom: 290 }
const rows = { left: 640, right: 924, top: 376 }
const colours: readonly Series[] = ['first', 'fourth', 'second']

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** Draws the sweep. */
export function plot(sweep: Sweep): string {
  const { best, committee, networks, folds, epochs } = sweep
  return drawFigure({
    id: 'sonar-network',
    title: 'Mines or rocks: small networks cross-validated',
    description:
      `Best of the sweep: ${best.hidden} hidden units at rate ${best.rate}, ` +
      `${percent(best.accuracy)} of patterns held out are right.`,
    heading: 'Mines or rocks? Small networks that listen to sonar',
    subheading:
      `${MINES} mines, ${ROCKS} rocks; ${grouped(networks)} networks trained for ${epochs} epochs, ` +
      `${folds}-fold cross-validation`,
    body: [
      drawSizes(sweep),
      drawCommittee(committee),
      drawRows(
        rows,
        ['Best of the sweep', `${best.hidden} hidden, rate ${best.rate}`],
        [
          ['one network', `${percent(best.accuracy)} ± ${(100 * best.error).toFixed(1)}`],
          [`committee of ${best.validations}`, percent(committee.accuracy)],
          ['area under the curve', committee.areaUnderCurve.toFixed(3)],
        ],
      ),
    ],
  })
}

function drawSizes({ configurations }: Sweep): string {
  const hidden = [...new Set(configurations.map((each) => each.hidden))]
  const x = scaleLinear([-0.5, hidden.length - 0.5], [sizes.left, sizes.right])
  const y = scaleLinear([65, 95], [sizes.bottom, sizes.top])
  const rates = [...group(configurations, ({ rate }) => rate)]
  const known = published.filter((each) => hidden.includes(each.hidden))
  const place = (units: number): number => x(hidden.indexOf(units))
  return [
    drawPanel({
      ...{ ...sizes, x, y, name: 'Right when held out' },
      ...{ xName: 'hidden units', yName: '% of patterns' },
      xTicks: hidden.map((_, index) => index),
      xFormat: (index) => String(hidden[index] ?? ''),
    }),
    ...known.map(({ hidden: units, accuracy, deviation }) =>
      band('third', [
        [place(units) - 16, y(100 * (accuracy - deviation)), y(100 * (accuracy + deviation))],
        [place(units) + 16, y(100 * (accuracy - deviation)), y(100 * (accuracy + deviation))],
      ]),
    ),
    dots(
      'third',
      known.map(({ hidden: units, accuracy }) => [place(units), y(100 * accuracy)]),
    ),
    ...rates.map(([, members], index) => {
      const colour = colours[index % colours.length] ?? 'first'
      const at = (units: number): number => place(units) - 10 + 20 * index
      return [
        whiskers(
          colour,
          members.map(({ hidden: units, accuracy, error }) => [
            at(units),
            y(100 * (accuracy - error)),
            y(100 * (accuracy + error)),
          ]),
        ),
        dots(
          colour,
          members.map(({ hidden: units, accuracy }) => [at(units), y(100 * accuracy)]),
        ),
      ].join('\n')
    }),
    drawLegend(sizes.right - 210, sizes.bottom - 24 * rates.length - 14, [
      ['dot', 'third', 'Gorman and Sejnowski 1988'],
      ...rates.map(
        ([rate], index) =>
          ['dot', colours[index % colours.length] ?? 'first', `rate ${rate}`] as const,
      ),
    ]),
  ].join('\n')
}

function drawCommittee({ curve: points }: Committee): string {
  const x = scaleLinear([0, 100], [roc.left, roc.right])
  const y = scaleLinear([0, 100], [roc.bottom, roc.top])
  return [
    drawPanel({
      ...{ ...roc, x, y, name: 'The committee', xTicks: 5, yTicks: 5 },
      ...{ xName: 'rocks taken for mines, %', yName: 'mines found, %' },
    }),
    curve(
      'first',
      points.map(([falseAlarms, hits]) => [x(100 * falseAlarms), y(100 * hits)]),
    ),
  ].join('\n')
}

/** The sweep in rows. */
export const tabulate = ({ configurations, best, committee }: Sweep): Table => ({
  columns: [
    'hidden units',
    'rate',
    'cross-validations',
    'held out',
    'standard error',
    'learned from',
  ],
  rows: [
    ...configurations.map((each) => [
      String(each.hidden),
      String(each.rate),
      String(each.validations),
      percent(each.accuracy),
      percent(each.error),
      percent(each.trainingAccuracy),
    ]),
    [
      `best: ${best.hidden}`,
      String(best.rate),
      'its committee',
      percent(committee.accuracy),
      '-',
      '-',
    ],
  ],
})
