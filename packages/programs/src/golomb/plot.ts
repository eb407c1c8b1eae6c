/** The shortest rulers, and how the search was spread over stubs; the same in rows. */
import { scaleLinear, scaleLog } from 'd3-scale'
import { drawFigure, grouped, words } from '../figure/figure.ts'
import { bars, dots } from '../figure/marks.ts'
import { drawPanel, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Rulers } from './rulers.ts'

const [left, right] = [72, 910]
const panel = { left, right, top: 270, bottom: 456 }
/** Rulers that find room. */
const SHOWN = 3

export function plot({ marks, shortest, rulers, nodes, nodesByFirst, units }: Rulers): string {
  const x = scaleLinear([0, shortest ?? 1], [left, right])
  const first = scaleLinear([0.5, nodesByFirst.length + 0.5], [left, right])
  const counts = nodesByFirst.map(Number)
  const y = scaleLog([1, Math.max(10, ...counts)], [panel.bottom, panel.top])
  return drawFigure({
    id: 'golomb',
    title: `Optimal Golomb rulers of ${marks} marks`,
    description: `Shortest length ${shortest ?? 'not found'}: ${rulers.map((each) => each.join(' ')).join('; ')}`,
    heading: `The shortest Golomb ruler of ${marks} marks is ${shortest ?? '?'} long`,
    subheading: `No two pairs of marks are as far apart; ${grouped(Number(nodes))} nodes searched in ${grouped(units)} work units`,
    body: [
      ...rulers.slice(0, SHOWN).flatMap((ruler, row) => {
        const at = 112 + 50 * row
        return [
          segment(left, at, right, at, 'axis'),
          dots(
            'second',
            ruler.map((mark) => [x(mark), at]),
          ),
          ...ruler.map((mark) => words(x(mark), at + 22, String(mark), 'text-anchor="middle"')),
        ]
      }),
      drawPanel({
        ...{ ...panel, x: first, y, xName: 'first difference of the stub', yName: 'nodes' },
        ...{ yTicks: powersOfTen(counts), yFormat: (value: number) => value.toExponential(0) },
      }),
      bars(
        'first',
        counts.map((count, at) => ({
          left: first(at + 0.6),
          right: first(at + 1.4),
          top: y(Math.max(1, count)),
          bottom: panel.bottom,
        })),
      ),
    ],
  })
}

function powersOfTen(counts: readonly number[]): number[] {
  const highest = Math.floor(Math.log10(Math.max(10, ...counts)))
  return Array.from({ length: highest + 1 }, (_, power) => 10 ** power).filter(
    (_, power) => power % 2 === 0,
  )
}

export const tabulate = ({ marks, shortest, rulers, nodes, missing }: Rulers): Table => ({
  columns: ['quantity', 'value'],
  rows: [
    ['marks', String(marks)],
    ['shortest length', String(shortest ?? 'none')],
    ...rulers.map((ruler) => ['ruler', ruler.join(' ')]),
    ['nodes', String(nodes)],
    ['stubs missing', String(missing)],
  ],
})
