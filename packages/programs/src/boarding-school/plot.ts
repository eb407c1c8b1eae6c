/**
 * The posterior as one SVG picture: the epidemic with its fitted band, beside it R0.
 *
 * In: a posterior. Out: an SVG document of 960 by 540, colours for light and dark, a title and a
 * description for those who do not see it. The same posterior gives the same text.
 */
import { max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { area, curveMonotoneX, line } from 'd3-shape'
import { BOYS } from './observation.ts'
import type { Estimate, FittedDay, Posterior } from './posterior.ts'
import { reference } from './reference.ts'

const WIDTH = 960
const HEIGHT = 540
const curvePanel = { left: 72, right: 596, top: 104, bottom: 456 }
const r0Panel = { left: 676, right: 924, top: 132, bottom: 300 }

const style = `
.pumasi-plot { --paper: #fff; --ink: #1b2430; --soft: #5b6776;
  --grid: #e3e8ee; --fit: #1769aa; --seen: #c2410c }
@media (prefers-color-scheme: dark) {
.pumasi-plot { --paper: #14181f; --ink: #e8edf3; --soft: #9aa7b6;
  --grid: #2a323d; --fit: #6cb6ff; --seen: #ff9d66 }
}
.pumasi-plot text { fill: var(--ink); font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif }
.pumasi-plot .soft { fill: var(--soft) }
.pumasi-plot .head { font-size: 20px; font-weight: 600 }
.pumasi-plot .name { font-size: 14px; font-weight: 600 }
.pumasi-plot .grid { stroke: var(--grid) }
.pumasi-plot .axis { stroke: var(--soft) }
.pumasi-plot .band { fill: var(--fit); opacity: 0.2 }
.pumasi-plot .fit { fill: none; stroke: var(--fit); stroke-width: 2.5 }
.pumasi-plot .bar { fill: var(--fit); opacity: 0.55 }
.pumasi-plot .seen { fill: var(--seen); stroke: var(--paper); stroke-width: 1.5 }
.pumasi-plot .book { stroke: var(--seen); stroke-width: 2; stroke-dasharray: 5 4 }
`

/** Two decimals: finer than a pixel, and no noise in the text. */
const px = (value: number): string => String(Math.round(value * 100) / 100)

const text = (x: number, y: number, words: string, attributes = ''): string =>
  `<text x="${px(x)}" y="${px(y)}" ${attributes}>${words}</text>`

const segment = (x1: number, y1: number, x2: number, y2: number, name: string): string =>
  `<line class="${name}" x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"/>`

const interval = ({ mean, low95, high95 }: Estimate): string =>
  `${mean.toFixed(2)} (${low95.toFixed(2)} to ${high95.toFixed(2)})`

/** Draws the posterior. */
export function plot(posterior: Posterior): string {
  const { r0, draws, accepted, units, epsilon } = posterior
  const seen = `${posterior.fitted.map(({ observed }) => observed).join(', ')}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="pumasi-plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
      `width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="boarding-school-title boarding-school-desc">`,
    '<title id="boarding-school-title">Influenza in a boarding school, 1978: observed and fitted</title>',
    `<desc id="boarding-school-desc">Boys in bed on 14 days from 22 January: ${seen}. ` +
      `R0 ${interval(r0)}, beta ${interval(posterior.beta)} per day, ` +
      `gamma ${interval(posterior.gamma)} per day; mean and 95 % interval.</desc>`,
    `<style>${style}</style>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" style="fill: var(--paper)"/>`,
    text(24, 40, 'Influenza in a boarding school, January 1978', 'class="head"'),
    text(
      24,
      63,
      `${BOYS} boys; stochastic SIR model, ${count(accepted)} of ${count(draws)} prior draws ` +
        `accepted in ${count(units)} work units, within ${epsilon} boys (root mean square)`,
      'class="soft"',
    ),
    drawCurve(posterior.fitted),
    drawR0(posterior),
    drawTable(posterior),
    '</svg>\n',
  ].join('\n')
}

const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

function drawCurve(fitted: readonly FittedDay[]): string {
  const { left, right, top, bottom } = curvePanel
  const highest = max(fitted, (day) => Math.max(day.high95, day.observed)) ?? 1
  const x = scaleLinear([0, fitted.length - 1], [left + 10, right - 10])
  const y = scaleLinear([0, highest], [bottom, top]).nice(6)
  const band = area<FittedDay>(
    (_, day) => x(day),
    (day) => y(day.low95),
    (day) => y(day.high95),
  )
  const middle = line<FittedDay>(
    (_, day) => x(day),
    (day) => y(day.median),
  )
  const days = [...fitted]
  return [
    ...y.ticks(6).map((tick) => segment(left, y(tick), right, y(tick), 'grid')),
    ...y.ticks(6).map((tick) => text(left - 10, y(tick) + 4.5, String(tick), end)),
    segment(left, bottom, right, bottom, 'axis'),
    ...days.map((_, day) => segment(x(day), bottom, x(day), bottom + 5, 'axis')),
    ...days
      .map((day, at) => text(x(at), bottom + 21, day.date, middleAnchor))
      .filter((_, at) => at % 3 === 0),
    text((left + right) / 2, bottom + 44, 'date, 1978', `${middleAnchor} class="soft"`),
    text(0, 0, 'boys confined to bed', verticalAt(26, (top + bottom) / 2)),
    `<path class="band" d="${band.curve(curveMonotoneX)(days) ?? ''}"/>`,
    `<path class="fit" d="${middle.curve(curveMonotoneX)(days) ?? ''}"/>`,
    ...days.map(
      (day, at) => `<circle class="seen" cx="${px(x(at))}" cy="${px(y(day.observed))}" r="5"/>`,
    ),
    drawLegend(),
  ].join('\n')
}

const end = 'text-anchor="end"'
const middleAnchor = 'text-anchor="middle"'
const verticalAt = (x: number, y: number): string =>
  `transform="translate(${px(x)} ${px(y)}) rotate(-90)" ${middleAnchor} class="soft"`

function drawLegend(): string {
  const x = curvePanel.right - 176
  const y = curvePanel.top + 10
  return [
    `<circle class="seen" cx="${x + 12}" cy="${y}" r="5"/>`,
    text(x + 34, y + 4.5, 'observed'),
    segment(x, y + 24, x + 24, y + 24, 'fit'),
    text(x + 34, y + 28.5, 'median of the fit'),
    `<rect class="band" x="${x}" y="${y + 41}" width="24" height="14"/>`,
    text(x + 34, y + 52.5, '95 % of the fit'),
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
    text(left, top - 28, 'Basic reproduction number R0', 'class="name"'),
    ...r0Histogram.map((bar) => {
      const width = Math.max(0.5, x(bar.to) - x(bar.from) - 1)
      const size = `width="${px(width)}" height="${px(bottom - y(bar.count))}"`
      return `<rect class="bar" x="${px(x(bar.from))}" y="${px(y(bar.count))}" ${size}/>`
    }),
    segment(left, bottom, right, bottom, 'axis'),
    ...x.ticks(5).map((tick) => segment(x(tick), bottom, x(tick), bottom + 5, 'axis')),
    ...x.ticks(5).map((tick) => text(x(tick), bottom + 21, String(tick), middleAnchor)),
    text((left + right) / 2, bottom + 42, 'R0 (accepted draws)', `${middleAnchor} class="soft"`),
    segment(x(r0.low95), bottom, x(r0.high95), bottom, 'fit'),
    segment(book, top - 14, book, bottom, 'book'),
    text(book + 6, top - 4, `Murray ${reference.r0.toFixed(2)}`, 'class="soft"'),
  ].join('\n')
}

function drawTable({ beta, gamma, r0, infectiousDays }: Posterior): string {
  const rows: readonly (readonly [string, Estimate])[] = [
    ['R0', r0],
    ['beta, per day', beta],
    ['gamma, per day', gamma],
    ['ill for, days', infectiousDays],
  ]
  const { left, right } = r0Panel
  const top = 382
  return [
    text(left, top, 'Posterior', 'class="name"'),
    text(right, top, 'mean (95 % interval)', `${end} class="soft"`),
    segment(left, top + 10, right, top + 10, 'axis'),
    ...rows.flatMap(([name, estimate], row) => [
      text(left, top + 31 + 23 * row, name),
      text(right, top + 31 + 23 * row, interval(estimate), end),
    ]),
  ].join('\n')
}
