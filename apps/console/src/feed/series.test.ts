import { describe, expect, test } from 'vitest'
import { batchView, gridStatus, jobView } from '../testing/views.ts'
import { POINTS_MAX, appendPoint, derivePast } from './series.ts'
import type { Point } from './series.ts'

const point = (atMs: number, believed: number, committed = 0): Point => ({
  atMs,
  believed,
  committed,
})

describe('appendPoint', () => {
  test.each<[string, readonly Point[], Point, readonly Point[]]>([
    ['begins', [], point(1, 0), [point(1, 0)]],
    ['grows', [point(1, 0)], point(2, 5), [point(1, 0), point(2, 5)]],
    [
      'moves the end of a flat stretch',
      [point(1, 5), point(2, 5)],
      point(9, 5),
      [point(1, 5), point(9, 5)],
    ],
    [
      'keeps both ends of a flat stretch',
      [point(1, 5), point(9, 5)],
      point(10, 6),
      [point(1, 5), point(9, 5), point(10, 6)],
    ],
    ['begins anew when units vanish', [point(1, 5)], point(2, 4), [point(2, 4)]],
    ['begins anew when time runs backward', [point(5, 5)], point(4, 6), [point(4, 6)]],
  ])('%s', (_, before, next, after) => expect(appendPoint(before, next)).toEqual(after))

  test('keeps first, last and a bounded number', () => {
    let points: readonly Point[] = []
    for (let atMs = 0; atMs <= 5_000; atMs += 1) points = appendPoint(points, point(atMs, atMs))
    expect(points.length).toBeLessThanOrEqual(POINTS_MAX)
    expect(points[0]).toEqual(point(0, 0))
    expect(points.at(-1)).toEqual(point(5_000, 5_000))
  })
})

describe('derivePast', () => {
  const job = jobView({ createdAtMs: 1_000, believed: 35, committed: 20 })
  const batches = [
    batchView(3, 10, 9_000, null),
    batchView(2, 10, 5_000, 6),
    batchView(1, 10, 2_000, 3),
  ]

  test('reads batches and commits in the order of time', () => {
    const status = gridStatus({ atMs: 10_000, jobs: [job], batches })
    expect(derivePast(job, status)).toEqual([
      point(1_000, 0),
      point(2_000, 10),
      point(3_000, 10, 10),
      point(5_000, 20, 10),
      point(6_000, 20, 20),
      point(9_000, 30, 20),
    ])
  })

  test('starts above zero when older batches are not listed', () => {
    const status = gridStatus({ atMs: 10_000, jobs: [job], batches: batches.slice(0, 2) })
    expect(derivePast(job, status)[1]).toEqual(point(5_000, 20, 10))
  })

  test('puts a commit after its batch, whatever the clock of the chain says', () => {
    const early = [batchView(1, 10, 2_000, 0)]
    const status = gridStatus({ atMs: 10_000, jobs: [{ ...job, committed: 10 }], batches: early })
    const past = derivePast({ ...job, committed: 10 }, status)
    expect(past.at(-1)).toEqual(point(2_000, 10, 10))
  })

  test('knows only the start when batches may be of another job', () => {
    const status = gridStatus({ atMs: 10_000, jobs: [job, jobView()], batches })
    expect(derivePast(job, status)).toEqual([point(1_000, 0)])
  })
})
