/** How many Mersenne primes lie below an exponent, against what is expected; the same in rows. */
import { scaleLinear, scaleLog } from 'd3-scale'
import { drawFigure, grouped } from '../figure/figure.ts'
import { curve, dots, drawLegend } from '../figure/marks.ts'
import { drawPanel } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Tests } from './tests.ts'

const panel = { left: 72, right: 910, top: 104, bottom: 456 }

/** Wagstaff's conjecture: below x there are about e^gamma log2 x exponents, e^gamma = 1.7811. */
const expected = (exponent: number): number => 1.781072418 * Math.log2(exponent)

export function plot({ primes, residues, below, units }: Tests): string {
  const x = scaleLog([2, below], [panel.left, panel.right])
  // The exponent 2 is known without a test.
  const counted = primes.map((exponent, at) => [exponent, at + 2] as const)
  const y = scaleLinear(
    [0, Math.max(expected(below), primes.length + 2)],
    [panel.bottom, panel.top],
  )
  const powers = Array.from({ length: Math.floor(Math.log10(below)) }, (_, at) => 10 ** (at + 1))
  return drawFigure({
    id: 'mersenne',
    title: 'Mersenne primes by their exponents',
    description: `Exponents of Mersenne primes below ${below}: 2, ${primes.join(', ')}.`,
    heading: `${primes.length + 1} exponents below ${grouped(below)} make a Mersenne prime`,
    subheading: `Lucas-Lehmer tests of ${grouped(residues.length)} odd prime exponents in ${grouped(units)} work units`,
    body: [
      drawPanel({
        ...{ ...panel, x, y, xName: 'exponent p', yName: 'Mersenne primes up to 2^p - 1' },
        ...{ xTicks: powers, xFormat: grouped },
      }),
      curve(
        'second',
        [
          [x(2), y(expected(2))],
          [x(below), y(expected(below))],
        ],
        { book: true },
      ),
      dots('first', [[x(2), y(1)], ...counted.map(([p, count]) => [x(p), y(count)] as const)]),
      drawLegend(panel.left + 24, panel.top + 14, [
        ['dot', 'first', 'found prime'],
        ['book', 'second', 'Wagstaff’s conjecture, e^γ log₂ p'],
      ]),
    ],
  })
}

/** Every residue: what the next searcher wants to compare with. */
export const tabulate = ({ residues, primes }: Tests): Table => ({
  columns: ['exponent', 'residue', ''],
  rows: residues.map(([exponent, residue]) => [
    ...[String(exponent), residue, primes.includes(exponent) ? 'prime' : 'composite'],
  ]),
})
