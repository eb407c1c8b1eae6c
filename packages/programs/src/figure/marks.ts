/** Marks: what data look like on a panel. Every mark takes pixels, which scales made of data. */
import { area, line } from 'd3-shape'
import type { CurveFactory } from 'd3-shape'
import { px, words } from './figure.ts'
import { end, segment } from './panel.ts'
import type { Box } from './panel.ts'

/** The colour of a mark. */
export type Series = 'first' | 'second' | 'third' | 'fourth'

export type Point = readonly [x: number, y: number]
/** A point with the ends of its interval. */
export type Interval = readonly [x: number, low: number, high: number]

export const dots = (series: Series, points: readonly Point[], radius = 5): string =>
  points
    .map(([x, y]) => `<circle class="dot ${series}" cx="${px(x)}" cy="${px(y)}" r="${radius}"/>`)
    .join('\n')

/** Standard errors or intervals as vertical lines. */
export const whiskers = (series: Series, intervals: readonly Interval[]): string =>
  intervals.map(([x, low, high]) => segment(x, low, x, high, `whisker ${series}`)).join('\n')

export const bars = (series: Series, boxes: readonly Box[]): string =>
  boxes
    .map(({ left, right, top, bottom }) => {
      const size = `width="${px(Math.max(0.5, right - left))}" height="${px(bottom - top)}"`
      return `<rect class="bar ${series}" x="${px(left)}" y="${px(top)}" ${size}/>`
    })
    .join('\n')

/** A line through points; `book` is dashed, for what a book says. */
export function curve(
  series: Series,
  points: readonly Point[],
  { shape, book = false }: { readonly shape?: CurveFactory; readonly book?: boolean } = {},
): string {
  const path = line<Point>()
  const drawn = (shape === undefined ? path : path.curve(shape))([...points])
  return `<path class="${book ? 'book' : 'curve'} ${series}" d="${drawn ?? ''}"/>`
}

/** The area between the low and the high ends. */
export function band(series: Series, intervals: readonly Interval[], shape?: CurveFactory): string {
  const path = area<Interval>(
    ([x]) => x,
    ([, low]) => low,
    ([, , high]) => high,
  )
  const drawn = (shape === undefined ? path : path.curve(shape))([...intervals])
  return `<path class="band ${series}" d="${drawn ?? ''}"/>`
}

export type Sign = 'dot' | 'curve' | 'book' | 'band'

/** What marks mean, one below the other from `x`, `y`. */
export const drawLegend = (
  x: number,
  y: number,
  entries: readonly (readonly [Sign, Series, string])[],
): string =>
  entries
    .flatMap(([sign, series, text], row) => {
      const at = y + 24 * row
      return [drawSign(sign, series, x, at), words(x + 34, at + 4.5, text)]
    })
    .join('\n')

function drawSign(sign: Sign, series: Series, x: number, y: number): string {
  if (sign === 'dot') return dots(series, [[x + 12, y]])
  if (sign === 'band') {
    return `<rect class="band ${series}" x="${px(x)}" y="${px(y - 7)}" width="24" height="14"/>`
  }
  return segment(x, y, x + 24, y, `${sign} ${series}`)
}

/** A small table of names and values, from `top` down. */
export const drawRows = (
  { left, right, top }: Omit<Box, 'bottom'>,
  [name, meaning]: readonly [string, string],
  rows: readonly (readonly [string, string])[],
): string =>
  [
    words(left, top, name, 'class="name"'),
    words(right, top, meaning, `${end} class="soft"`),
    segment(left, top + 10, right, top + 10, 'axis'),
    ...rows.flatMap(([label, value], row) => [
      words(left, top + 31 + 23 * row, label),
      words(right, top + 31 + 23 * row, value, end),
    ]),
  ].join('\n')
