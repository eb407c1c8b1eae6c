/**
 * The posterior as one SVG picture: the epidemic with its fitted band, beside it R0.
 *
 * In: a posterior. Out: an SVG document of 960 by 540, colours for light and dark, a title and a
 * description for those who do not see it. The same posterior gives the same text.
 */
import { max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { curveMonotoneX } from 'd3-shape'
import { drawFigure, grouped, words } from '../figure/figure.ts'
import { band, bars, curve, dots, drawLegend, drawRows } from '../figure/marks.ts'
import { drawPanel, middle, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import { BOYS } from './observation.ts'
import type { Estimate, FittedDay, Posterior } from './posterior.ts'
import { reference } from './reference.ts'

const curvePanel = { left: 72, right: 596, top: 104, bottom: 456 }
const r0Panel = { left: 676, right: 924, top: 132, bottom: 300 }

const interval = ({ mean, low95, high95 }: Estimate): string =>
  `${mean.toFixed(2)} (${low95.toFixed(2)} to ${high95.toFixed(2)})`

/** Draws the posterior. */
export function plot(posterior: Posterior): string {
  const { r0, draws, accepted, units, epsilon } = posterior
  const seen = `${posterior.fitted.map(({ observed }) => observed).join(', ')}`
  return drawFigure({
    id: 'boarding-school',
    title: 'Influenza in a boarding school, 1978: observed and fitted',
    description:
      `Boys in bed on 14 days from 22 January: ${seen}. ` +
      `R0 ${interval(r0)}, beta ${interval(posterior.beta)} per day, ` +
      `gamma ${interval(posterior.gamma)} per day; mean and 95 % interval.`,
    heading: 'Influenza in a boarding school, January 1978',
    subheading:
      `${BOYS} boys; stochastic SIR model, ${grouped(accepted)} of ${grouped(draws)} prior draws ` +
      `accepted in ${grouped(units)} work units, within ${epsilon} boys (root mean square)`,
    body: [drawCurve(posterior.fitted), drawR0(posterior), drawTable(posterior)],
  })
}

function drawCurve(fitted: readonly FittedDay[]): string {
  const { left, right, top, bottom } = curvePanel
  const highest = max(fitted, (day) => Math.max(day.high95, day.observed)) ?? 1
  const x = scaleLinear([0, fitted.length - 1], [left + 10, right - 10])
  const y = scaleLinear([0, highest], [bottom, top]).nice(6)
  const every = fitted.map((_, day) => day)
  return [
    drawPanel({
      ...{ ...curvePanel, x, y, xTicks: every, xName: 'date, 1978' },
      yName: 'boys confined to bed',
      xFormat: (day) => (day % 3 === 0 ? (fitted[day]?.date ?? '') : ''),
    }),
    band(
      'first',
      fitted.map(({ low95, high95 }, day) => [x(day), y(low95), y(high95)]),
      curveMonotoneX,
    ),
    curve(
      'first',
      fitted.map(({ median }, day) => [x(day), y(median)]),
      { shape: curveMonotoneX },
    ),
    dots(
      'second',
      fitted.map(({ observed }, day) => [x(day), y(observed)]),
    ),
    drawLegend(right - 176, top + 10, [
      ['dot', 'second', 'observed'],
      ['curve', 'first', 'median of the fit'],
      ['band', 'first', '95 % of the fit'],
    ]),
  ].join('\n')
}

function drawR0({ r0Histogram, r0 }: Posterior): string {
  const { left, right, top, bottom } = r0Panel
  const first = Math.min(r0Histogram[0]?.from ?? 0, reference.r0)
  const last = Math.max(r0Histogram.at(-1)?.to ?? 1, reference.r0)
  const x = scaleLinear([first, last], [left, right])
  const y = scaleLinear([0, max(r0Histogram, (bar) => bar.count) ?? 1], [bottom, top])
  const book = x(reference.r0)
  return [
    words(left, top - 28, 'Basic reproduction number R0', 'class="name"'),
    bars(
      'first',
      r0Histogram.map((bar) => ({
        left: x(bar.from),
        right: x(bar.to) - 1,
        top: y(bar.count),
        bottom,
      })),
    ),
    segment(left, bottom, right, bottom, 'axis'),
    ...x.ticks(5).map((tick) => segment(x(tick), bottom, x(tick), bottom + 5, 'axis')),
    ...x.ticks(5).map((tick) => words(x(tick), bottom + 21, String(tick), middle)),
    words((left + right) / 2, bottom + 42, 'R0 (accepted draws)', `${middle} class="soft"`),
    segment(x(r0.low95), bottom, x(r0.high95), bottom, 'curve first'),
    segment(book, top - 14, book, bottom, 'book second'),
    words(book + 6, top - 4, `Murray ${reference.r0.toFixed(2)}`, 'class="soft"'),
  ].join('\n')
}

function drawTable(posterior: Posterior): string {
  const { left, right } = r0Panel
  return drawRows(
    { left, right, top: 382 },
    ['Posterior', 'mean (95 % interval)'],
    estimates(posterior).map(([name, estimate]) => [name, interval(estimate)]),
  )
}

const estimates = ({ r0, beta, gamma, infectiousDays }: Posterior) =>
  [
    ['R0', r0],
    ['beta, per day', beta],
    ['gamma, per day', gamma],
    ['ill for, days', infectiousDays],
  ] as const

/** The posterior in rows. */
export const tabulate = (posterior: Posterior): Table => ({
  columns: ['quantity', 'mean', 'median', '2.5 %', '97.5 %'],
  rows: estimates(posterior).map(([name, { mean, median, low95, high95 }]) => [
    name,
    ...[mean, median, low95, high95].map((value) => value.toFixed(3)),
  ]),
})
