/**
 * The frontier as one SVG picture: overhead against wrongly believed, and overhead by length of
 * life.
 *
 * In: the points of a sweep and the gates' rows. Out: an SVG of 1040 by 560, colours for light and
 * dark, a title and a description for those who do not see it. The same numbers, the same text.
 */
import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'
import type { GateRow } from '@pumasi/simulator'
import type { Point } from './sweep.ts'

const WIDTH = 1040
const HEIGHT = 560
const left = { left: 84, right: 600, top: 112, bottom: 470 }
const right = { left: 700, right: 1010, top: 112, bottom: 470 }

/** Colour-blind safe (Okabe and Ito), darker or lighter as the paper asks. */
const style = `
.frontier { --paper: #fff; --ink: #1b2430; --soft: #5b6776; --grid: #e3e8ee;
  --c0: #0072b2; --c1: #009e73; --c2: #56b4e9; --c3: #d55e00; --c4: #cc79a7 }
@media (prefers-color-scheme: dark) {
.frontier { --paper: #14181f; --ink: #e8edf3; --soft: #9aa7b6; --grid: #2a323d; --c0: #6cb6ff }
}
.frontier text { fill: var(--ink); font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif }
.frontier .soft { fill: var(--soft) }
.frontier .head { font-size: 20px; font-weight: 600 }
.frontier .name { font-size: 14px; font-weight: 600 }
.frontier .label { font-size: 11px; fill: var(--soft) }
.frontier .grid { stroke: var(--grid) }
.frontier .axis { stroke: var(--soft) }
.frontier .curve { fill: none; stroke-width: 2; opacity: 0.7 }
.frontier .chosen { fill: none; stroke: var(--ink); stroke-width: 2 }
.frontier .gate { stroke: var(--ink); stroke-width: 3 }
`

const px = (value: number): string => String(Math.round(value * 100) / 100)
const text = (x: number, y: number, words: string, attributes = ''): string =>
  `<text x="${px(x)}" y="${px(y)}" ${attributes}>${words}</text>`
const segment = (x1: number, y1: number, x2: number, y2: number, name: string): string =>
  `<line class="${name}" x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"/>`
const middle = 'text-anchor="middle"'
const end = 'text-anchor="end"'
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`
const upright = (x: number, y: number): string =>
  `transform="translate(${px(x)} ${px(y)}) rotate(-90)" ${middle} class="soft"`

/** Rows of one policy, so many units of life against overhead. */
export interface LifeCurve {
  readonly name: string
  readonly rows: readonly GateRow[]
}

export function plotFrontier(points: readonly Point[], lives: readonly LifeCurve[]): string {
  const chosen = points.find(({ isDefault }) => isDefault)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="frontier" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
      `width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="frontier-title frontier-desc">`,
    '<title id="frontier-title">Extra work against wrong belief, Pumasi and BOINC</title>',
    `<desc id="frontier-desc">The defaults cost ${percent(chosen?.overhead ?? 0)} extra executions ` +
      `in a grid of short-lived hosts and believe ${percent(chosen?.wrongShare ?? 0)} wrong.</desc>`,
    `<style>${style}</style>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" style="fill: var(--paper)"/>`,
    text(24, 40, 'What trust costs, and what it buys', 'class="head"'),
    text(
      24,
      63,
      'Simulated with the rules of the grid; both policies meet the same hosts, liars and seeds',
      'class="soft"',
    ),
    drawFrontier(points),
    drawLives(lives),
    '</svg>\n',
  ].join('\n')
}

/** The series in the order in which they are drawn and named. */
const seriesOf = (points: readonly Point[]): string[] => [
  ...new Set(points.map(({ series }) => series)),
]

function drawFrontier(points: readonly Point[]): string {
  // A swept knob beside the main ones is in the table; here it would be a cloud.
  const shown = points.filter(({ series }) => /^probation|^BOINC/.test(series))
  const x = scaleLinear(
    [0, Math.max(...shown.map(({ overhead }) => overhead)) * 1.08],
    [left.left, left.right],
  )
  const wrong = shown.map(({ wrongShare }) => wrongShare).filter((share) => share > 0)
  const y = scaleLog([Math.min(...wrong) / 1.6, Math.max(...wrong) * 2], [left.bottom, left.top])
  const at = ({ overhead, wrongShare }: Point): [number, number] => [
    x(overhead),
    wrongShare > 0 ? y(wrongShare) : left.bottom,
  ]
  const decades = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1].filter(
    (share) => y(share) <= left.bottom && y(share) >= left.top,
  )
  return [
    text(left.left, 94, 'Every kind of liar at once, hosts that stay for 91 days', 'class="name"'),
    ...decades.flatMap((share) => [
      segment(left.left, y(share), left.right, y(share), 'grid'),
      text(left.left - 8, y(share) + 4.5, percent(share), end),
    ]),
    segment(left.left, left.bottom, left.right, left.bottom, 'axis'),
    ...x
      .ticks(6)
      .flatMap((tick) => [
        segment(x(tick), left.bottom, x(tick), left.bottom + 5, 'axis'),
        text(x(tick), left.bottom + 21, percent(tick), middle),
      ]),
    text(
      (left.left + left.right) / 2,
      left.bottom + 46,
      'extra executions of honest hosts',
      `${middle} class="soft"`,
    ),
    text(0, 0, 'wrong among believed units', upright(24, (left.top + left.bottom) / 2)),
    ...seriesOf(shown).map((series, index) => {
      const own = shown.filter((point) => point.series === series)
      const path =
        line<Point>(
          (point) => at(point)[0],
          (point) => at(point)[1],
        )(own) ?? ''
      const legend = left.top + 8 + 19 * index
      return [
        `<path class="curve" style="stroke: var(--c${index})" d="${path}"/>`,
        ...own.map((point, place) => {
          const named = point.isDefault || place === 0 || place === own.length - 1
          return drawPoint(at(point), index, point, named)
        }),
        `<circle cx="${left.right - 190}" cy="${legend}" r="4.5" style="fill: var(--c${index})"/>`,
        text(
          left.right - 178,
          legend + 4.5,
          series.startsWith('BOINC') ? series : `Pumasi, ${series} units`,
        ),
      ].join('\n')
    }),
  ].join('\n')
}

/** Only ends and the default carry their setting: the others lie between. */
const drawPoint = (
  [x, y]: readonly [number, number],
  color: number,
  { label, isDefault }: Point,
  named: boolean,
): string =>
  [
    `<circle cx="${px(x)}" cy="${px(y)}" r="4.5" style="fill: var(--c${color})"/>`,
    ...(named && !isDefault ? [text(x + 8, y - 7, label, 'class="label"')] : []),
    ...(isDefault
      ? [
          `<circle class="chosen" cx="${px(x)}" cy="${px(y)}" r="9"/>`,
          text(x - 12, y + 24, `default, ${label}`, `${end} class="name"`),
        ]
      : []),
  ].join('\n')

/** Units of life, as the gate's name says them. */
export const lifeOf = ({ name }: GateRow): number => Number(/\d+/.exec(name)?.[0] ?? 0)

function drawLives(curves: readonly LifeCurve[]): string {
  const rows = curves.flatMap((curve) => curve.rows)
  const units = rows.map(lifeOf)
  const x = scaleLog([Math.min(...units), Math.max(...units)], [right.left + 8, right.right - 8])
  const y = scaleLog([0.005, 1], [right.bottom, right.top])
  const curve = line<GateRow>(
    (row) => x(lifeOf(row)),
    (row) => y(row.measured),
  )
  return [
    text(right.left, 94, 'Honest, by length of life', 'class="name"'),
    ...[0.01, 0.03, 0.1, 0.3, 1].flatMap((share) => [
      segment(right.left, y(share), right.right, y(share), 'grid'),
      text(right.left - 8, y(share) + 4.5, percent(share), end),
    ]),
    segment(right.left, right.bottom, right.right, right.bottom, 'axis'),
    ...[...new Set(units)].map((count) => text(x(count), right.bottom + 21, String(count), middle)),
    text(
      (right.left + right.right) / 2,
      right.bottom + 46,
      'units of its life',
      `${middle} class="soft"`,
    ),
    ...curves.map(({ name, rows: own }, index) => {
      const color = index === 0 ? 0 : 3
      const [first] = own
      return [
        `<path class="curve" style="stroke: var(--c${color})" d="${curve([...own]) ?? ''}"/>`,
        ...own.map((row) => {
          const [cx, cy] = [x(lifeOf(row)), y(row.measured)]
          return `<circle cx="${px(cx)}" cy="${px(cy)}" r="4.5" style="fill: var(--c${color})"/>`
        }),
        first === undefined
          ? ''
          : text(
              right.left + 90,
              right.top + 8 + 19 * index,
              name,
              `style="fill: var(--c${color})"`,
            ),
      ].join('\n')
    }),
    ...(curves[0]?.rows ?? []).flatMap((row) => {
      if (row.max === null) return []
      const cx = x(lifeOf(row))
      return [
        segment(cx - 14, y(row.max), cx + 14, y(row.max), 'gate'),
        text(cx - 16, y(row.max) - 6, `gate ${percent(row.max)}`, `${end} class="label"`),
      ]
    }),
  ].join('\n')
}
