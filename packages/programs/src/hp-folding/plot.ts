/** The best folds as one picture: chains on the lattice, H and P monomers, contacts. */
import { extent } from 'd3-array'
import { drawFigure, grouped, words } from '../figure/figure.ts'
import { curve, dots, drawLegend } from '../figure/marks.ts'
import type { Point } from '../figure/marks.ts'
import { segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import { contactsOf } from './fold.ts'
import { bestKnown } from './reference.ts'
import type { Folded, Searches } from './searches.ts'

const COLUMNS = 4
const ROWS = 2
const cell = { width: 228, height: 212, left: 24, top: 112, side: 150 }

const known = (sequence: string): string => {
  const contacts = bestKnown(sequence)
  return contacts === undefined ? 'none known' : String(-contacts)
}

/** Draws the folds, the eight shortest if there are more. */
export function plot({ folded, moves, replicas, sweeps }: Searches): string {
  const shown = folded.slice(0, COLUMNS * ROWS)
  const energies = shown.map(({ sequence, contacts }) => `${sequence.length}: ${-contacts}`)
  return drawFigure({
    id: 'hp-folding',
    title: 'HP lattice proteins: the best folds found',
    description: `Lowest energies by number of monomers, ${energies.join(', ')}.`,
    heading: 'HP lattice proteins: the best folds found',
    subheading:
      `${grouped(moves)} pull moves, ${replicas} replicas exchanged over ${grouped(sweeps)} sweeps ` +
      'in each search; the energy is minus the number of contacts',
    body: [
      ...shown.map((each, index) => drawFold(each, index)),
      drawLegend(560, 84, [['dot', 'first', 'H, hydrophobic']]),
      drawLegend(716, 84, [['dot', 'second', 'P, polar']]),
      drawLegend(824, 84, [['book', 'third', 'contact']]),
    ],
  })
}

function drawFold(folded: Folded, index: number): string {
  const { sequence, sites, contacts, hits, searches } = folded
  const left = cell.left + (index % COLUMNS) * cell.width
  const top = cell.top + Math.floor(index / COLUMNS) * cell.height
  const [lowX = 0, highX = 0] = extent(sites, ([x]) => x)
  const [lowY = 0, highY = 0] = extent(sites, ([, y]) => y)
  const gap = Math.min(22, cell.side / Math.max(1, highX - lowX, highY - lowY))
  const points = sites.map(([x, y]): Point => [
    left + 12 + gap * (x - lowX),
    top + 40 + gap * (highY - y),
  ])
  const of = (letter: string): Point[] => points.filter((_, at) => sequence[at] === letter)
  const ends = contactsOf(sequence, sites).flatMap(([a, b]) => {
    const [from, to] = [points[a], points[b]]
    return from === undefined || to === undefined ? [] : [[from, to] as const]
  })
  const name = `${sequence.length} monomers: ${-contacts}`
  return [
    words(left, top + 6, name, 'class="name"'),
    words(
      left,
      top + 24,
      `best known ${known(sequence)}; ${hits} of ${searches} searches`,
      'class="soft"',
    ),
    ...ends.map(([from, to]) => segment(...from, ...to, 'book third')),
    curve('fourth', points),
    dots('first', of('H'), gap > 12 ? 5 : 4),
    dots('second', of('P'), gap > 12 ? 5 : 4),
  ].join('\n')
}

/** The searches in rows. */
export const tabulate = ({ folded }: Searches): Table => ({
  columns: [
    'monomers',
    'energy',
    'best known',
    'searches',
    'that met it',
    '95 % of the chance',
    'sweeps',
  ],
  rows: folded.map((each) => [
    `${each.sequence.length}`,
    `${-each.contacts}`,
    known(each.sequence),
    `${each.searches}`,
    `${each.hits}`,
    `${each.low95.toFixed(2)} to ${each.high95.toFixed(2)}`,
    grouped(Math.round(each.medianSweep)),
  ]),
})
