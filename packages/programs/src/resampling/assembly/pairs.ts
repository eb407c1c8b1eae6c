/**
 * Resampling of one column of whole numbers, the differences within pairs.
 *
 * `flip` draws a sign for each pair, as chance would have given them if the pairs' members did not
 * differ (Fisher), and counts how often three statistics are as extreme as those observed: the sum,
 * the sum of signed ranks (Wilcoxon) and the number of positive signs. `resample` draws pairs with
 * replacement (Efron) and keeps the distribution of the median and of the sum.
 * Everything is in integers; ranks are doubled, so that ties have whole midranks.
 */
import { nextWord } from '../../../assembly/random/xoshiro'
import { rows, valueAt } from '../../../assembly/command/table'

/** Pairs at most: a word of chance has a sign for each. */
export const PAIRS_MAX: i32 = 64
/** Largest difference: sums over a whole unit stay whole numbers of JavaScript. */
const SIZE_MAX: i64 = 1000
/** Bars of the distribution of the mean, from the least difference to the largest. */
export const BARS: i32 = 71

const differences = memory.data(512, 8)
/** Differences in ascending order. */
const sorted = memory.data(512, 8)
/** Twice the rank of each absolute difference. */
const ranks = memory.data(512, 8)
const medians = memory.data(512, 8)
const means = memory.data(568, 8)
const multiplicity = memory.data(256, 4)

let pairs: i32 = 0
let sumObserved: i64 = 0
let rankSumObserved: i64 = 0
let positiveObserved: i64 = 0
let least: i64 = 0
let reach: i64 = 0

/** Counts of draws as extreme as what was observed, on both sides. */
export let extremeSum: u64 = 0
export let extremeRankSum: u64 = 0
export let extremePositive: u64 = 0
/** Sums over resamples of their sum less that observed, and of its square. */
export let sumOfSums: i64 = 0
export let sumOfSquares: i64 = 0

function at(base: usize, index: i32): i64 {
  return load<i64>(base + ((<usize>index) << 3))
}

function put(base: usize, index: i32, value: i64): void {
  store<i64>(base + ((<usize>index) << 3), value)
}

/** How many resamples had the difference of rank `index`, from 0, as their median. */
export function medianCount(index: i32): u64 {
  return <u64>at(medians, index)
}

/** How many resamples had a mean in bar `index`. */
export function meanCount(index: i32): u64 {
  return <u64>at(means, index)
}

/** Takes the first column of the table. False if all are equal or one is over SIZE_MAX. */
export function takePairs(): bool {
  pairs = rows
  for (let index = 0; index < pairs; index++) {
    const value = valueAt(index, 0)
    if (abs(value) > SIZE_MAX) return false
    put(differences, index, value)
    let place = index
    for (; place > 0 && at(sorted, place - 1) > value; place--) {
      put(sorted, place, at(sorted, place - 1))
    }
    put(sorted, place, value)
  }
  least = at(sorted, 0)
  reach = at(sorted, pairs - 1) - least
  rank()
  for (let index = 0; index < pairs; index++) {
    const value = at(differences, index)
    const sign: i64 = value > 0 ? 1 : value < 0 ? -1 : 0
    sumObserved += value
    rankSumObserved += sign * at(ranks, index)
    positiveObserved += sign
  }
  return reach > 0
}

function rank(): void {
  for (let index = 0; index < pairs; index++) {
    const size = abs(at(differences, index))
    // Twice the midrank: two for each that is less, one for each that is as large, and one.
    let twice: i64 = 1
    for (let other = 0; other < pairs; other++) {
      const otherSize = abs(at(differences, other))
      if (otherSize < size) twice += 2
      else if (otherSize == size) twice += 1
    }
    put(ranks, index, twice)
  }
}

/** One draw of signs. */
export function flip(): void {
  let word = nextWord()
  let sum: i64 = 0
  let rankSum: i64 = 0
  let positive: i64 = 0
  for (let index = 0; index < pairs; index++) {
    const value = at(differences, index)
    const sign: i64 = 1 - <i64>((word & 1) << 1)
    word >>= 1
    sum += sign * value
    const signOfValue: i64 = value > 0 ? sign : value < 0 ? -sign : 0
    rankSum += signOfValue * at(ranks, index)
    positive += signOfValue
  }
  if (abs(sum) >= abs(sumObserved)) extremeSum += 1
  if (abs(rankSum) >= abs(rankSumObserved)) extremeRankSum += 1
  if (abs(positive) >= abs(positiveObserved)) extremePositive += 1
}

/** A whole number from 0 to `below` - 1: the high half of a product, off by less than 2^-57. */
export function pick(below: i32): i32 {
  return <i32>(((nextWord() >> 32) * <u64>below) >> 32)
}

/** One resample of the pairs. */
export function resample(): void {
  memory.fill(multiplicity, 0, <usize>(4 * pairs))
  let sum: i64 = 0
  for (let draw = 0; draw < pairs; draw++) {
    const index = pick(pairs)
    const entry = multiplicity + ((<usize>index) << 2)
    store<i32>(entry, load<i32>(entry) + 1)
    sum += at(sorted, index)
  }
  const median = medianIndex()
  put(medians, median, at(medians, median) + 1)
  const bar = <i32>(((sum - <i64>pairs * least) * BARS) / (<i64>pairs * reach + 1))
  put(means, bar, at(means, bar) + 1)
  sum -= sumObserved
  sumOfSums += sum
  sumOfSquares += sum * sum
}

/** Rank, from 0, of the lower median of what `multiplicity` holds. */
function medianIndex(): i32 {
  let below = 0
  let index = -1
  while (2 * below < pairs) {
    index += 1
    below += load<i32>(multiplicity + ((<usize>index) << 2))
  }
  return index
}
