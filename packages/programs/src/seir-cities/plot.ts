/** What interventions do to the final size, and when cities are reached; the same in rows. */
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped, words } from '../figure/figure.ts'
import { curve, dots, drawLegend, whiskers } from '../figure/marks.ts'
import type { Series } from '../figure/marks.ts'
import { drawPanel, middle, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Mean } from '../statistics/mean.ts'
import type { Outbreaks, Scenario } from './outbreaks.ts'
import { finalSize } from './theory.ts'

const sizePanel = { left: 72, right: 500, top: 124, bottom: 440 }
const dayPanel = { left: 590, right: 924, top: 124, bottom: 440 }
const series: readonly Series[] = ['first', 'second', 'third', 'fourth']

const nameOf = ({ contactCut, travelCut }: Scenario): string =>
  [
    ...(contactCut > 0 ? [`contacts -${Math.round(contactCut * 100)} %`] : []),
    ...(travelCut > 0 ? [`travel -${Math.round(travelCut * 100)} %`] : []),
  ].join(', ') || 'none'

export function plot(outbreaks: Outbreaks): string {
  const { scenarios, people, cities, units } = outbreaks
  const epidemics = scenarios.reduce((sum, each) => sum + each.epidemics, 0)
  return drawFigure({
    id: 'seir-cities',
    title: 'Epidemics among cities: final size and interventions',
    description: scenarios
      .map((each) => `R0 ${each.r0}, ${nameOf(each)}: ${percent(each.attack.mean)} infected`)
      .join('; '),
    heading: 'An epidemic among cities, and what slows it',
    subheading: `${grouped(epidemics)} stochastic SEIR epidemics from one case among ${grouped(people)} people of ${cities} cities in ${grouped(units)} work units`,
    body: [drawSizes(scenarios), drawDays(scenarios)],
  })
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const r0sOf = (scenarios: readonly Scenario[]): number[] => [
  ...new Set(scenarios.map(({ r0 }) => r0)),
]

function drawSizes(scenarios: readonly Scenario[]): string {
  const x = scaleLinear([0.5, scenarios.length + 0.5], [sizePanel.left, sizePanel.right])
  const y = scaleLinear([0, 1], [sizePanel.bottom, sizePanel.top])
  const place = (at: number): number => x(at + 1)
  const r0s = r0sOf(scenarios)
  const seriesOf = ({ r0 }: Scenario): Series => series[r0s.indexOf(r0) % series.length] ?? 'first'
  return [
    drawPanel({
      ...{ ...sizePanel, x, y, name: 'Share infected, once an epidemic is large', xTicks: [] },
      ...{ xName: '', yName: 'share of all people' },
    }),
    ...r0s.map((r0) => {
      const own = scenarios.flatMap((each, at) => (each.r0 === r0 ? [place(at)] : []))
      const at = y(finalSize(r0))
      return [
        segment((own[0] ?? 0) - 22, at, (own.at(-1) ?? 0) + 22, at, 'book fourth'),
        words(((own[0] ?? 0) + (own.at(-1) ?? 0)) / 2, at - 10, `R0 ${r0}`, middle),
      ].join('\n')
    }),
    ...scenarios.map((each, at) =>
      [
        whiskers(seriesOf(each), [[place(at), ...ends(each.attack, y)]]),
        dots(seriesOf(each), [[place(at), y(each.attack.mean)]]),
        words(
          0,
          0,
          nameOf(each),
          `transform="translate(${place(at) + 4} ${sizePanel.bottom - 8}) rotate(-90)" class="soft"`,
        ),
      ].join('\n'),
    ),
    drawLegend(sizePanel.left + 16, sizePanel.bottom + 34, [
      ['book', 'fourth', 'final-size equation, no intervention'],
    ]),
  ].join('\n')
}

const ends = ({ mean, error }: Mean, y: (value: number) => number): readonly [number, number] => [
  y(mean - 2 * error),
  y(mean + 2 * error),
]

function drawDays(scenarios: readonly Scenario[]): string {
  const r0 = Math.max(...scenarios.map((each) => each.r0))
  const own = scenarios.filter((each) => each.r0 === r0)
  const last = Math.max(...own.flatMap(({ cities }) => cities.map(({ day }) => day)))
  const count = own[0]?.cities.length ?? 1
  const x = scaleLinear([0.5, count + 0.5], [dayPanel.left, dayPanel.right])
  const y = scaleLinear([0, last * 1.3], [dayPanel.bottom, dayPanel.top])
  return [
    drawPanel({
      ...{ ...dayPanel, x, y, name: `First case in each city, R0 ${r0}` },
      ...{ xName: 'city, by size', yName: 'day', xTicks: count },
    }),
    ...own.map(({ cities }, at) =>
      curve(
        series[at % series.length] ?? 'first',
        cities.map(({ day }, city) => [x(city + 1), y(day)]),
      ),
    ),
    drawLegend(
      dayPanel.left + 14,
      dayPanel.top + 10,
      own.map((each, at) => ['curve', series[at % series.length] ?? 'first', nameOf(each)]),
    ),
  ].join('\n')
}

export const tabulate = ({ scenarios }: Outbreaks): Table => ({
  columns: ['scenario', 'died out', 'error', 'infected', 'error', 'peak', 'last city, day'],
  rows: scenarios.map((each) => [
    `R0 ${each.r0}, ${nameOf(each)}`,
    ...[each.extinct.mean, each.extinct.error, each.attack.mean, each.attack.error, each.peak].map(
      (value) => value.toFixed(4),
    ),
    Math.max(...each.cities.map(({ day }) => day)).toFixed(1),
  ]),
})
