/** The bootstrap of the mean and of the median as one picture, with the tests in rows. */
import { max } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { drawFigure, grouped, words } from '../figure/figure.ts'
import { bars, dots, drawLegend, drawRows } from '../figure/marks.ts'
import { drawPanel, segment } from '../figure/panel.ts'
import type { Table } from '../program.ts'
import type { Bootstrap, Findings, Share } from './findings.ts'
import { EIGHTHS_PER_INCH, differences } from './pairs.ts'
import { exact } from './reference.ts'

const meanPanel = { left: 84, right: 560, top: 116, bottom: 450 }
const medianPanel = { left: 640, right: 924, top: 116, bottom: 264 }
const rows = { left: 640, right: 924, top: 346 }

const percent = ({ share }: Share): string => `${(100 * share).toFixed(2)} %`

/** Draws the findings. */
export function plot({
  units,
  bootstrap,
  coverage,
  power,
  sum,
  rankSum,
  positive,
}: Findings): string {
  const interval = `${bootstrap.low95.toFixed(2)} to ${bootstrap.high95.toFixed(2)}`
  return drawFigure({
    id: 'resampling',
    title: "Darwin's maize, resampled",
    description:
      `Crossed plants are taller by 2.62 inches on average, 95 % bootstrap interval ${interval}; ` +
      `permutation test p = ${sum.share.toFixed(5)}.`,
    heading: "Darwin's maize: were the crossed plants taller?",
    subheading:
      `${differences.length} pairs; ${grouped(bootstrap.draws)} resamples, ${grouped(sum.draws)} ` +
      `choices of signs in ${grouped(units)} work units`,
    body: [
      drawMeans(bootstrap),
      drawMedians(bootstrap),
      drawRows(
        rows,
        ['Experiment', 'found (exact)'],
        [
          ['mean, permutation p', `${percent(sum)} (${(100 * exact.sum).toFixed(2)})`],
          ['signed ranks, p', `${percent(rankSum)} (${(100 * exact.rankSum).toFixed(2)})`],
          ['signs, p', `${percent(positive)} (${(100 * exact.positive).toFixed(2)})`],
          ['interval covers', `${percent(coverage)} (${(100 * exact.coverage).toFixed(2)})`],
          ['power of t', `${percent(power)} (${(100 * exact.power).toFixed(2)})`],
        ],
      ),
    ],
  })
}

function drawMeans({ means, low95, high95 }: Bootstrap): string {
  const shown = means.filter(({ share }) => share > 1e-5)
  const x = scaleLinear(
    [Math.min(0, shown[0]?.from ?? 0) - 0.2, (shown.at(-1)?.to ?? 1) + 0.2],
    [meanPanel.left, meanPanel.right],
  )
  const y = scaleLinear(
    [0, 100 * (max(shown, ({ share }) => share) ?? 1)],
    [meanPanel.bottom, meanPanel.top],
  )
  const { top, bottom } = meanPanel
  return [
    drawPanel({
      ...{ ...meanPanel, x, y, name: 'Bootstrap of the mean' },
      ...{ xName: 'mean difference, inches', yName: '% of resamples' },
    }),
    bars(
      'first',
      shown.map(({ from, to, share }) => ({
        ...{ left: x(from), right: x(to) - 0.5, top: y(100 * share), bottom },
      })),
    ),
    segment(x(low95), bottom, x(high95), bottom, 'curve first'),
    segment(x(0), top, x(0), bottom, 'book second'),
    words(x(0) + 6, top + 12, 'no difference', 'class="soft"'),
  ].join('\n')
}

function drawMedians({ medians, draws }: Bootstrap): string {
  const sorted = differences.toSorted((a, b) => a - b)
  const shares = medians.map((count) => (100 * count) / draws)
  const x = scaleLinear([0, sorted.length], [medianPanel.left, medianPanel.right])
  const y = scaleLinear([0, max(shares) ?? 1], [medianPanel.bottom, medianPanel.top])
  return [
    drawPanel({
      ...{ ...medianPanel, x, y, name: 'Bootstrap of the median' },
      ...{ xName: 'median difference, inches', yName: '% of resamples' },
      yTicks: 3,
      xTicks: sorted.map((_, rank) => rank + 0.5),
      xFormat: (at) =>
        Math.floor(at) % 3 === 1
          ? ((sorted[Math.floor(at)] ?? 0) / EIGHTHS_PER_INCH).toFixed(1)
          : '',
    }),
    bars(
      'first',
      shares.map((share, rank) => ({
        ...{ left: x(rank) + 1, right: x(rank + 1) - 1, top: y(share) },
        bottom: medianPanel.bottom,
      })),
    ),
    dots(
      'second',
      exact.medians.map((chance, rank) => [x(rank + 0.5), y(100 * chance)]),
      3.5,
    ),
    drawLegend(medianPanel.right - 76, medianPanel.top - 2, [['dot', 'second', 'exact']]),
  ].join('\n')
}

/** The findings in rows. */
export function tabulate(findings: Findings): Table {
  const { bootstrap, coverage, power, sum, rankSum, positive } = findings
  const row = (name: string, found: Share, known: number): string[] => [
    name,
    found.share.toFixed(6),
    found.error.toFixed(6),
    known.toFixed(6),
    grouped(found.draws),
  ]
  return {
    columns: ['experiment', 'found', 'standard error', 'exact', 'draws'],
    rows: [
      row('permutation test of the mean, p', sum, exact.sum),
      row('signed-rank test, p', rankSum, exact.rankSum),
      row('sign test, p', positive, exact.positive),
      [
        'bootstrap variance of the mean, square inches',
        ...[bootstrap.variance, bootstrap.varianceError, exact.variance].map((x) => x.toFixed(6)),
        grouped(bootstrap.draws),
      ],
      row('coverage of the bootstrap interval', coverage, exact.coverage),
      row("power of Student's test", power, exact.power),
    ],
  }
}
