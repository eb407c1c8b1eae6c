import { scaleLinear } from 'd3-scale'
import { expect, test } from 'vitest'
import { drawFigure, grouped, px } from './figure.ts'
import { band, bars, curve, dots, drawLegend, drawRows, whiskers } from './marks.ts'
import { drawPanel } from './panel.ts'
import { flawsOf } from './testing/well-formed.ts'

const box = { left: 72, right: 600, top: 100, bottom: 460 }
const x = scaleLinear([0, 10], [box.left, box.right])
const y = scaleLinear([0, 1], [box.bottom, box.top])
const frame = { id: 'some-program', title: 'T', description: 'D', heading: 'H', subheading: 'S' }

test('every kind of mark makes a well-formed document', () => {
  const svg = drawFigure({
    ...frame,
    body: [
      drawPanel({ ...box, x, y, xName: 'x (m)', yName: 'y (s)', name: 'Panel' }),
      dots('first', [[x(1), y(0.5)]]),
      whiskers('second', [[x(1), y(0.4), y(0.6)]]),
      bars('third', [{ left: x(1), right: x(2), top: y(1), bottom: y(0) }]),
      curve(
        'fourth',
        [
          [x(0), y(0)],
          [x(1), y(1)],
        ],
        { book: true },
      ),
      band('first', [[x(0), y(0), y(1)]]),
      drawLegend(400, 120, [
        ['dot', 'first', 'd'],
        ['band', 'second', 'b'],
        ['book', 'third', 'k'],
      ]),
      drawRows({ left: 600, right: 900, top: 200 }, ['N', 'm'], [['a', '1']]),
    ],
  })
  expect(flawsOf(svg)).toEqual([])
  expect(svg).toMatchSnapshot()
})

test('words cannot become elements', () => {
  const svg = drawFigure({ ...frame, title: '</title><script>', heading: 'a < b & c', body: [] })
  expect(svg).not.toContain('<script>')
  expect(svg).toContain('a &lt; b &amp; c')
  expect(flawsOf(svg)).toEqual([])
})

test('the flaws that a browser would trip over are found', () => {
  const bad = drawFigure({ ...frame, body: [dots('first', [[Number.NaN, 1]]), '<g>'] })
  expect(flawsOf(bad)).toEqual(['found NaN', '</svg> closes nothing', '<svg> is not closed'])
  expect(flawsOf('<svg></svg>')).toEqual(['no title and description'])
})

test.each([
  [1 / 3, '0.33'],
  [-0, '0'],
  [12, '12'],
])('%f is written %s', (value, text) => expect(px(value)).toBe(text))

test('thousands are grouped alike in every locale', () => {
  expect([0, 999, 1000, 4_500_000].map(grouped)).toEqual(['0', '999', '1,000', '4,500,000'])
})
