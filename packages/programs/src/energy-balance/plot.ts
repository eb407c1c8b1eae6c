/** The hysteresis of one member, and critical sunlight over the ensemble; the same in rows. */
import { extent, range } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { curve, dots, drawLegend } from '../figure/marks.ts'
import type { Series } from '../figure/marks.ts'
import { drawPanel } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Climates, Member } from './climates.ts'
import { sunlightFor } from './closed-solution.ts'

const linePanel = { left: 72, right: 490, top: 124, bottom: 456 }
const criticalPanel = { left: 590, right: 924, top: 124, bottom: 456 }
const series: readonly Series[] = ['first', 'third', 'fourth', 'second']

export function plot({ members, units }: Climates): string {
  const middle = members[Math.floor(members.length / 2)]
  return drawFigure({
    id: 'energy-balance',
    title: 'Energy balance with ice: two climates under one sun',
    description: members
      .map(({ iceAlbedo, diffusivity, freezing, thawing }) =>
        [
          `albedo ${iceAlbedo}, D ${diffusivity}`,
          `${freezing.toFixed(2)} to ${thawing.toFixed(2)} W/m2`,
        ].join(': '),
      )
      .join('; '),
    heading: 'Two climates under one sun, and where each of them ends',
    subheading: `North's energy balance with ice-albedo feedback, ${grouped(units)} combinations of albedo and diffusivity`,
    body: [...(middle === undefined ? [] : [drawLines(middle)]), drawCritical(members)],
  })
}

function drawLines({ states, iceAlbedo, diffusivity }: Member): string {
  const x = scaleLinear([280, 580], [linePanel.left, linePanel.right])
  const y = scaleLinear([0, 1], [linePanel.bottom, linePanel.top])
  const closed = range(0.02, 0.985, 0.005)
    .map((line) => [sunlightFor(line, iceAlbedo, diffusivity), line] as const)
    .filter(([sunlight]) => sunlight >= 280 && sunlight <= 580)
  return [
    drawPanel({
      ...{ ...linePanel, x, y, name: `Ice line, albedo ${iceAlbedo}, D ${diffusivity} W/m²/K` },
      ...{ xName: 'sunlight (W/m²)', yName: 'sine of latitude' },
    }),
    curve(
      'second',
      closed.map(([sunlight, line]) => [x(sunlight), y(line)]),
      { book: true },
    ),
    dots(
      'third',
      states.map(({ sunlight, cold }) => [x(sunlight), y(cold.iceLine)]),
      4,
    ),
    dots(
      'first',
      states.map(({ sunlight, warm }) => [x(sunlight), y(warm.iceLine)]),
      4,
    ),
    drawLegend(linePanel.right - 190, linePanel.bottom - 90, [
      ['dot', 'first', 'come to from warm'],
      ['dot', 'third', 'come to from cold'],
      ['book', 'second', 'North 1975'],
    ]),
  ].join('\n')
}

function drawCritical(members: readonly Member[]): string {
  const [low = 0.6, high = 0.62] = extent(members, ({ iceAlbedo }) => iceAlbedo)
  const least = Math.min(...members.map(({ freezing }) => freezing))
  const most = Math.max(...members.map(({ thawing }) => thawing))
  const x = scaleLinear([low - 0.001, high + 0.001], [criticalPanel.left, criticalPanel.right])
  const y = scaleLinear([least - 10, most + 10], [criticalPanel.bottom, criticalPanel.top])
  const diffusivities = [...new Set(members.map(({ diffusivity }) => diffusivity))]
  return [
    drawPanel({
      ...{ ...criticalPanel, x, y, name: 'Freezes below, thaws above', xTicks: 5 },
      ...{ xName: 'albedo of ice', yName: 'sunlight (W/m²)' },
    }),
    ...diffusivities.flatMap((diffusivity, at) => {
      const own = members.filter((member) => member.diffusivity === diffusivity)
      const name = series[at % series.length] ?? 'first'
      return [
        curve(
          name,
          own.map(({ iceAlbedo, freezing }) => [x(iceAlbedo), y(freezing)]),
        ),
        curve(
          name,
          own.map(({ iceAlbedo, thawing }) => [x(iceAlbedo), y(thawing)]),
        ),
      ]
    }),
    drawLegend(
      criticalPanel.left + 20,
      (criticalPanel.top + criticalPanel.bottom) / 2 - 24,
      diffusivities.map((diffusivity, at) => [
        ...(['curve', series[at % series.length] ?? 'first', `D ${diffusivity} W/m²/K`] as const),
      ]),
    ),
  ].join('\n')
}

export const tabulate = ({ members }: Climates): Table => ({
  columns: ['albedo, D', 'freezes below, W/m2', 'thaws above, W/m2'],
  rows: members.map(({ iceAlbedo, diffusivity, freezing, thawing }) => [
    ...[`${iceAlbedo}, ${diffusivity}`, freezing.toFixed(3), thawing.toFixed(3)],
  ]),
})
