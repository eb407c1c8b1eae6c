/** Both ensembles beside the published values: differences in thousandths, and what they are of. */
import { max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { band, dots, drawLegend, drawRows, whiskers } from '../figure/marks.ts'
import type { Series } from '../figure/marks.ts'
import { drawPanel } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import { publishedAt } from './reference.ts'
import type { Published } from './reference.ts'
import type { Mean } from '../statistics/mean.ts'
import type { Answer, Fluid, State } from './states.ts'

type Compared = State & { readonly found: Published }
type Quantity = 'energy' | 'pressure'

const panels = {
  energy: { left: 84, right: 336, top: 124, bottom: 440 },
  pressure: { left: 420, right: 672, top: 124, bottom: 440 },
}
const rows = { left: 716, right: 936, top: 124 }

const thousandths = ({ mean, error }: Mean): string => `${mean.toFixed(4)} ± ${error.toFixed(4)}`

/** Draws the states that have published values. */
export function plot(fluid: Fluid): string {
  const { atoms, temperature, cutoff, step, steps } = fluid
  const compared = fluid.states.flatMap((state): Compared[] => {
    const found = publishedAt(temperature, state.density)
    return found === undefined ? [] : [{ ...state, found }]
  })
  const energies = fluid.states.map(
    ({ density, nvt }) => `${thousandths(nvt.energy)} at density ${density}`,
  )
  return drawFigure({
    id: 'lennard-jones',
    title: 'The Lennard-Jones fluid: simulated less published energy and pressure',
    description: `Potential energy per atom at T* = ${temperature}: ${energies.join(', ')}.`,
    heading: `The Lennard-Jones fluid at T* = ${temperature}`,
    subheading:
      `${atoms} atoms, cut-off ${cutoff}, ${grouped(steps)} steps of ${step}; ` +
      'difference from the reference values of NIST in thousandths, one standard error',
    body: [
      drawPair('energy', 'Energy per atom', compared),
      drawPair('pressure', 'Pressure', compared),
      drawLegend(716, 384, [
        ['dot', 'first', 'constant temperature'],
        ['dot', 'second', 'constant energy'],
        ['band', 'third', 'error of the reference'],
      ]),
      drawStates(fluid.states),
    ],
  })
}

function drawPair(quantity: Quantity, name: string, states: readonly Compared[]): string {
  const box = panels[quantity]
  const differenceOf = (answer: Answer, found: Published): readonly [number, number] => [
    1000 * (answer[quantity].mean - found[quantity]),
    1000 * answer[quantity].error,
  ]
  const errorOf = (found: Published): number => 1000 * found[`${quantity}Error`]
  const reach =
    max(states, ({ nvt, nve, found }) =>
      Math.max(
        errorOf(found),
        ...[nvt, nve].map((answer) => {
          const [off, error] = differenceOf(answer, found)
          return Math.abs(off) + error
        }),
      ),
    ) ?? 1
  const densities = states.map(({ density }) => density)
  const low = Math.min(...densities, 1.2)
  const high = Math.max(...densities, 0)
  const x = scaleLinear([low - 0.02, high + 0.02], [box.left, box.right])
  const y = scaleLinear([-1.1 * reach, 1.1 * reach], [box.bottom, box.top])
  const marks = (series: Series, which: 'nvt' | 'nve', shift: number): string => {
    const points = states.map((state) => {
      const [off, error] = differenceOf(state[which], state.found)
      return { at: x(state.density) + shift, off, error }
    })
    return [
      whiskers(
        series,
        points.map(({ at, off, error }) => [at, y(off - error), y(off + error)]),
      ),
      dots(
        series,
        points.map(({ at, off }) => [at, y(off)]),
      ),
    ].join('\n')
  }
  return [
    drawPanel({
      ...{ ...box, x, y, name, xTicks: densities, xName: 'density' },
      yName: 'less NIST, thousandths',
    }),
    ...states.map(({ density, found }) =>
      band('third', [
        [x(density) - 14, y(-errorOf(found)), y(errorOf(found))],
        [x(density) + 14, y(-errorOf(found)), y(errorOf(found))],
      ]),
    ),
    marks('first', 'nvt', -6),
    marks('second', 'nve', 6),
  ].join('\n')
}

function drawStates(states: readonly State[]): string {
  return drawRows(
    rows,
    ['At density', 'U/N, p (constant T)'],
    states.map(({ density, nvt }) => [
      String(density),
      `${nvt.energy.mean.toFixed(4)}, ${nvt.pressure.mean.toFixed(3)}`,
    ]),
  )
}

/** The states in rows. */
export const tabulate = ({ states }: Fluid): Table => ({
  columns: [
    'density',
    'U/N, NVT',
    'p, NVT',
    'U/N, NVE',
    'p, NVE',
    'T, NVT',
    'drift',
    'scatter',
    'cv excess',
  ],
  rows: states.map(({ density, nvt, nve, held, drift, scatter, heatCapacity }) => [
    String(density),
    ...[nvt.energy, nvt.pressure, nve.energy, nve.pressure, held].map(thousandths),
    `${drift.mean.toExponential(1)} ± ${drift.error.toExponential(1)}`,
    scatter.toExponential(1),
    heatCapacity.toFixed(3),
  ]),
})
