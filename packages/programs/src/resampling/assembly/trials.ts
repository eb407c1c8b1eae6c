/**
 * Experiments about methods: how often an interval covers, how often a test rejects.
 *
 * `coverage`: 15 numbers from a continuous distribution whose median is 1/2; the percentile
 * bootstrap of their median from 199 resamples: from the 5th smallest to the 5th largest, nominally
 * 95 %.
 * `power`: two groups of 64 normal numbers whose means differ by half a standard deviation;
 * Student's test at 5 % on both sides.
 */
import { nextNormal } from '../../../assembly/random/normal'
import { nextUniform } from '../../../assembly/random/xoshiro'
import { pick } from './pairs'

export const COVERAGE_SIZE: i32 = 15
export const RESAMPLES: i32 = 199
export const TAIL: i32 = 5
export const GROUP: i32 = 64
export const EFFECT: f64 = 0.5
/** 97.5 % quantile of Student's t with 126 degrees of freedom (exact.test.ts). */
export const CRITICAL: f64 = 1.978970602

const sample = memory.data(120, 8)
const drawn = memory.data(60, 4)
const medians = memory.data(60, 4)

export let covered: u64 = 0
export let rejected: u64 = 0

function drawSorted(): void {
  for (let index = 0; index < COVERAGE_SIZE; index++) {
    const value = nextUniform()
    let place = index
    for (; place > 0 && load<f64>(sample + ((<usize>(place - 1)) << 3)) > value; place--) {
      store<f64>(sample + ((<usize>place) << 3), load<f64>(sample + ((<usize>(place - 1)) << 3)))
    }
    store<f64>(sample + ((<usize>place) << 3), value)
  }
}

/** Rank of the median of one resample of the sample. */
function resampledMedian(): i32 {
  memory.fill(drawn, 0, 60)
  for (let draw = 0; draw < COVERAGE_SIZE; draw++) {
    const entry = drawn + ((<usize>pick(COVERAGE_SIZE)) << 2)
    store<i32>(entry, load<i32>(entry) + 1)
  }
  let below = 0
  let index = -1
  while (2 * below < COVERAGE_SIZE) {
    index += 1
    below += load<i32>(drawn + ((<usize>index) << 2))
  }
  return index
}

/** The sample value that is the `place`-th smallest, from 1, of the resampled medians. */
function medianAt(place: i32): f64 {
  let below = 0
  let index = -1
  while (below < place) {
    index += 1
    below += load<i32>(medians + ((<usize>index) << 2))
  }
  return load<f64>(sample + ((<usize>index) << 3))
}

/** One interval: does it cover? */
export function tryInterval(): void {
  drawSorted()
  memory.fill(medians, 0, 60)
  for (let repeat = 0; repeat < RESAMPLES; repeat++) {
    const entry = medians + ((<usize>resampledMedian()) << 2)
    store<i32>(entry, load<i32>(entry) + 1)
  }
  if (medianAt(TAIL) <= 0.5 && 0.5 <= medianAt(RESAMPLES + 1 - TAIL)) covered += 1
}

let mean: f64 = 0
let squares: f64 = 0

/** Mean and sum of squares about it of a group, by Welford's recurrence. */
function drawGroup(shift: f64): void {
  mean = 0
  squares = 0
  for (let index = 1; index <= GROUP; index++) {
    const value = shift + nextNormal()
    const before = value - mean
    mean += before / <f64>index
    squares += before * (value - mean)
  }
}

/** One test: does it reject? */
export function tryTest(): void {
  drawGroup(0)
  const firstMean = mean
  const firstSquares = squares
  drawGroup(EFFECT)
  const variance = (firstSquares + squares) / <f64>(2 * GROUP - 2)
  const t = (mean - firstMean) / Math.sqrt((2 * variance) / <f64>GROUP)
  if (abs(t) > CRITICAL) rejected += 1
}
