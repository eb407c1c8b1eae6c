/** Searched key spaces as bars with the place of the key; the same in rows. */
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped, words } from '../figure/figure.ts'
import { bars, dots, drawLegend } from '../figure/marks.ts'
import { segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import { contests } from './contests.ts'
import type { Search, Space } from './search.ts'

const [left, right] = [72, 900]
const titleOf = (cipher: string): string =>
  contests.find((each) => each.cipher === cipher)?.title ?? cipher

export function plot({ spaces, units }: Search): string {
  const keys = spaces.reduce((sum, space) => sum + space.keys, 0)
  return drawFigure({
    id: 'key-search',
    title: 'Exhaustive key search: where in its space each key lies',
    description: spaces
      .map(
        ({ cipher, found, missing }) =>
          `${titleOf(cipher)}: ${found.join(' ')}, ${missing} blocks missing`,
      )
      .join('; '),
    heading: 'Two contests solved again: RC5-64 of 2002 and DES-II-1 of 1998',
    subheading: `${grouped(keys)} keys tried on a known block in ${grouped(units)} work units`,
    body: [
      ...spaces.map((space, row) => drawSpace(space, 150 + 150 * row)),
      drawLegend(left, 470, [['dot', 'second', 'the key that fits']]),
    ],
  })
}

function drawSpace({ cipher, keys, blocks, found, sum, place }: Space, top: number): string {
  const x = scaleLinear([0, 1], [left, right])
  const ticks = x.ticks(8).map((tick) => x(tick))
  return [
    words(left, top - 14, titleOf(cipher), 'class="name"'),
    bars('first', [{ left, right, top, bottom: top + 36 }]),
    ...ticks.map((tick) => segment(tick, top, tick, top + 36, 'grid')),
    ...(place === null ? [] : [dots('second', [[x(place), top + 18]], 7)]),
    words(left, top + 58, `key ${found.join(', ') || 'not found'}`),
    words(
      left,
      top + 80,
      `${grouped(keys)} keys in ${grouped(blocks)} blocks, sum of all ciphertexts ${sum}`,
      'class="soft"',
    ),
  ].join('\n')
}

export const tabulate = ({ spaces }: Search): Table => ({
  columns: ['cipher', 'keys tried', 'blocks', 'missing', 'found', 'sum of ciphertexts'],
  rows: spaces.map(({ cipher, keys, blocks, missing, found, sum }) => [
    ...[titleOf(cipher), String(keys), String(blocks), String(missing)],
    ...[found.join(' ') || 'none', sum],
  ]),
})
