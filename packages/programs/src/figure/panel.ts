/** A panel: the rectangle of one diagram, with axes, grid and their names. */
import { px, words } from './figure.ts'

/** A scale of d3 as far as a panel uses it: data to pixels, and where ticks go. */
export interface Axis {
  (value: number): number
  ticks(count: number): number[]
}

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Panel extends Box {
  /** What stands above it, if anything. */
  readonly name?: string
  readonly x: Axis
  readonly y: Axis
  readonly xName: string
  readonly yName: string
  /** About how many ticks an axis has (6), or where they are. */
  readonly xTicks?: number | readonly number[]
  readonly yTicks?: number | readonly number[]
  /** How a tick is written; as a number, if not given. */
  readonly xFormat?: (value: number) => string
  readonly yFormat?: (value: number) => string
}

export const middle = 'text-anchor="middle"'
export const end = 'text-anchor="end"'

/** Grid, axes, ticks and names: what lies under the marks. */
export function drawPanel(panel: Panel): string {
  const { left, right, top, bottom, x, y, name, xName, yName } = panel
  const { xFormat = String, yFormat = String } = panel
  const xTicks = ticksOf(x, panel.xTicks)
  const yTicks = ticksOf(y, panel.yTicks)
  return [
    ...(name === undefined ? [] : [words(left, top - 14, name, 'class="name"')]),
    ...yTicks.map((tick) => segment(left, y(tick), right, y(tick), 'grid')),
    ...yTicks.map((tick) => words(left - 10, y(tick) + 4.5, yFormat(tick), end)),
    segment(left, bottom, right, bottom, 'axis'),
    ...xTicks.map((tick) => segment(x(tick), bottom, x(tick), bottom + 5, 'axis')),
    ...xTicks.map((tick) => words(x(tick), bottom + 21, xFormat(tick), middle)),
    words((left + right) / 2, bottom + 44, xName, `${middle} class="soft"`),
    words(
      0,
      0,
      yName,
      `transform="translate(${px(left - 46)} ${px((top + bottom) / 2)}) rotate(-90)" ${middle} class="soft"`,
    ),
  ].join('\n')
}

const ticksOf = (axis: Axis, wanted: number | readonly number[] = 6): readonly number[] =>
  typeof wanted === 'number' ? axis.ticks(wanted) : wanted

/** A straight line of a style of the figure. */
export const segment = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
  `<line class="${style}" x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"/>`
