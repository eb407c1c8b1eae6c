/** Lines over numbers or times, drawn by uPlot. What they show stands beside them in words too. */
import { Box, useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export interface Line {
  readonly name: string
  /** One for each of the plot's x values; null where there is none. */
  readonly values: readonly (number | null)[]
  /** A variable of the theme, as `--series-believed`. */
  readonly color: string
  /** Fills what lies below it. */
  readonly filled?: boolean
  /** Holds each value until the next. */
  readonly stepped?: boolean
  readonly dashed?: boolean
}

export interface PlotProps {
  /** What it shows, for those who do not see it. */
  readonly summary: string
  readonly height: number
  /** What the x axis counts, in a word. */
  readonly nameX: string
  /** Ascending. */
  readonly xs: readonly number[]
  readonly lines: readonly Line[]
  readonly formatX: (x: number) => string
  readonly formatY: (y: number) => string
  /** What is on the y axis at least; none leaves it to the values. */
  readonly range?: readonly [number, number]
}

export function Plot(props: PlotProps) {
  const { summary, height, xs, lines } = props
  const place = useRef<HTMLDivElement>(null)
  const drawn = useRef<uPlot>(null)
  const scheme = useComputedColorScheme()
  // What the library is told once; values follow without making the picture anew.
  const form = JSON.stringify([
    scheme,
    height,
    props.nameX,
    props.range,
    lines.map(({ values: _, ...l }) => l),
  ])
  const now = useRef(props)

  useEffect(() => {
    now.current = props
  })
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const plot = new uPlot(optionsFor(now, element), dataOf(now.current), element)
    drawn.current = plot
    const fit = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: now.current.height })
    })
    fit.observe(element)
    return () => {
      fit.disconnect()
      drawn.current = null
      plot.destroy()
    }
  }, [form])
  useEffect(() => drawn.current?.setData(dataOf({ xs, lines })), [xs, lines])

  return <Box ref={place} mih={height} role="img" aria-label={summary} className="plot" />
}

const dataOf = ({ xs, lines }: Pick<PlotProps, 'xs' | 'lines'>): uPlot.AlignedData => [
  [...xs],
  ...lines.map(({ values }) => [...values]),
]

const GAP = 24

/** Room for one word of an axis, in pixels, and what keeps it from the next. */
function widest(ctx: CanvasRenderingContext2D, font: string, words: readonly string[]): number {
  ctx.save()
  ctx.font = font
  const widths = words.map((word) => ctx.measureText(word).width)
  ctx.restore()
  return Math.max(...widths) + GAP
}

function optionsFor(now: { readonly current: PlotProps }, element: HTMLElement): uPlot.Options {
  const { height, nameX, lines, range } = now.current
  const style = getComputedStyle(element)
  const colorOf = (variable: string): string => style.getPropertyValue(variable).trim()
  const stroke = colorOf('--mantine-color-dimmed')
  const ticks = { show: false }
  const font = `12px ${style.fontFamily}`
  return {
    ...{ width: element.clientWidth, height, ms: 1, padding: [8, 12, 0, 0] },
    scales: {
      x: { time: false },
      y:
        range === undefined ? {} : { range: (_, __, most) => [range[0], Math.max(range[1], most)] },
    },
    axes: [
      {
        ...{ stroke, ticks, font, grid: { show: false } },
        space: ({ ctx }, _, least, most) =>
          widest(ctx, font, [least, most].map(now.current.formatX)),
        values: (_, splits) => splits.map((x) => now.current.formatX(x)),
      },
      {
        ...{ stroke, ticks, font, size: 56 },
        grid: { stroke: colorOf('--mantine-color-default-border'), width: 1 },
        values: (_, splits) => splits.map((y) => now.current.formatY(y)),
      },
    ],
    series: [
      { label: nameX, value: (_, x) => (x === null ? '' : now.current.formatX(x)) },
      ...lines.map(({ name, color, filled, stepped, dashed }): uPlot.Series => {
        const line = colorOf(color)
        return {
          ...{ label: name, stroke: line, width: 2, points: { show: false } },
          ...(filled && { fill: `${line}2e` }),
          ...(dashed && { dash: [4, 2] }),
          ...(stepped && uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
          value: (_, y) => (y === null ? '–' : now.current.formatY(y)),
        }
      }),
    ],
    cursor: { y: false, drag: { x: false, y: false } },
  }
}
