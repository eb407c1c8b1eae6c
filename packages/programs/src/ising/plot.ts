/** Energies on Onsager's curve, and the cumulants that cross; the same in rows. */
import { extent, range } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { curve, dots, drawLegend, whiskers } from '../figure/marks.ts'
import type { Series } from '../figure/marks.ts'
import { drawPanel, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import { criticalTemperature, onsagerEnergy } from './exact.ts'
import type { Phase, Phases } from './phases.ts'

const energyPanel = { left: 72, right: 460, top: 124, bottom: 456 }
const cumulantPanel = { left: 560, right: 924, top: 124, bottom: 456 }
const series: readonly Series[] = ['first', 'second', 'third', 'fourth']

export function plot(study: Phases): string {
  const { phases, critical, units, updates } = study
  const found = `${critical.mean.toFixed(4)} ± ${critical.error.toFixed(4)}`
  return drawFigure({
    id: 'ising',
    title: 'Ising model on the square lattice: energy and critical temperature',
    description:
      `Critical temperature ${found}, exactly ${criticalTemperature.toFixed(6)}. ` +
      phases
        .map(
          ({ size, temperature, energy }) =>
            `L ${size}, T ${temperature}: ${energy.mean.toFixed(4)}`,
        )
        .join('; '),
    heading: 'Ising model: order ends at T = 2.269',
    subheading:
      `Swendsen-Wang clusters, ${grouped(updates)} spin updates in ${grouped(units)} work units; ` +
      `sizes cross at T = ${found}`,
    body: [drawEnergies(phases), drawCumulants(study)],
  })
}

const sizesOf = (phases: readonly Phase[]): number[] => [...new Set(phases.map(({ size }) => size))]

function drawEnergies(phases: readonly Phase[]): string {
  const [low = 0, high = 1] = extent(phases, ({ temperature }) => temperature)
  const { left, right, top, bottom } = energyPanel
  const x = scaleLinear([low - 0.05, high + 0.05], [left, right])
  const y = scaleLinear([-2, onsagerEnergy(high) + 0.1], [bottom, top])
  const steps = range(low, high + 0.005, 0.01)
  return [
    drawPanel({
      ...{ ...energyPanel, x, y, name: 'Energy of a spin' },
      ...{ xName: 'temperature (coupling = 1)', yName: 'energy (coupling = 1)' },
    }),
    curve(
      'second',
      steps.map((t) => [x(t), y(onsagerEnergy(t))]),
      { book: true },
    ),
    dots(
      'first',
      phases.map(({ temperature, energy }) => [x(temperature), y(energy.mean)]),
      4,
    ),
    drawLegend(left + 24, top + 14, [
      ['dot', 'first', 'simulated, all sizes'],
      ['book', 'second', 'Onsager 1944'],
    ]),
  ].join('\n')
}

function drawCumulants({ phases, critical }: Phases): string {
  const near = phases.filter(({ temperature }) => Math.abs(temperature - criticalTemperature) < 0.1)
  const [low = 0, high = 1] = extent(near, ({ temperature }) => temperature)
  const values = extent(near, ({ cumulant }) => cumulant.mean)
  const { left, right, top, bottom } = cumulantPanel
  const x = scaleLinear([low - 0.005, high + 0.005], [left, right])
  const y = scaleLinear([(values[0] ?? 0) - 0.01, (values[1] ?? 1) + 0.01], [bottom, top])
  const sizes = sizesOf(near)
  return [
    drawPanel({
      ...{ ...cumulantPanel, x, y, name: 'Binder cumulant', xTicks: 5 },
      ...{ xName: 'temperature (coupling = 1)', yName: '1 - <m⁴> / 3 <m²>²' },
    }),
    segment(x(critical.mean), top, x(critical.mean), bottom, 'book second'),
    ...sizes.flatMap((size, index) => {
      const points = near.filter((phase) => phase.size === size)
      const name = series[index % series.length] ?? 'first'
      return [
        curve(
          name,
          points.map(({ temperature, cumulant }) => [x(temperature), y(cumulant.mean)]),
        ),
        whiskers(
          name,
          points.map(({ temperature, cumulant: { mean, error } }) => [
            ...([x(temperature), y(mean - error), y(mean + error)] as const),
          ]),
        ),
      ]
    }),
    drawLegend(
      left + 20,
      bottom - 24 * sizes.length,
      sizes.map((size, index) => [
        'curve',
        series[index % series.length] ?? 'first',
        `L = ${size}`,
      ]),
    ),
  ].join('\n')
}

export const tabulate = ({ phases, critical }: Phases): Table => ({
  columns: ['L, T', 'energy', 'error', 'Onsager', 'cumulant', 'error'],
  rows: [
    ...phases.map(({ size, temperature, energy, cumulant }) => [
      `${size}, ${temperature}`,
      ...[energy.mean, energy.error, onsagerEnergy(temperature)].map((value) => value.toFixed(5)),
      ...[cumulant.mean, cumulant.error].map((value) => value.toFixed(5)),
    ]),
    ['critical T', critical.mean.toFixed(5), critical.error.toFixed(5), '2.26919', '', ''],
  ],
})
