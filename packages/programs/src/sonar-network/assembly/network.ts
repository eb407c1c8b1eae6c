/**
 * A feed-forward network of logistic units with no or one hidden layer, trained by back-propagation
 * of squared errors, one pattern at a time.
 *
 * In: patterns of `inputs` numbers with a class, 0 or 1. Out: the two output units, one for each
 * class. Errors of less than 0.2 count as none, as in Gorman and Sejnowski's network.
 * Invariant: the step is against the gradient of the squared error (network.test.ts).
 */
import { nextUniform } from '../../../assembly/random/xoshiro'

export const INPUTS_MAX: i32 = 64
export const HIDDEN_MAX: i32 = 64
export const OUTPUTS: i32 = 2
/** Initial weights are uniform from -0.3 to 0.3. */
const SPREAD: f64 = 0.3
const MARGIN: f64 = 0.2

/** Weights into each hidden unit: inputs, then the bias. */
const inner = memory.data(33280, 8)
/** Weights into each output unit: hidden units (or inputs if there are none), then the bias. */
const outer = memory.data(1040, 8)
const hiddenValues = memory.data(512, 8)
const outputs = memory.data(16, 8)
const errors = memory.data(16, 8)

let inputs: i32 = 0
let hidden: i32 = 0

function at(base: usize, index: i32): f64 {
  return load<f64>(base + ((<usize>index) << 3))
}

function put(base: usize, index: i32, value: f64): void {
  store<f64>(base + ((<usize>index) << 3), value)
}

/** Weights into each output unit, with the bias. */
function fan(): i32 {
  return (hidden == 0 ? inputs : hidden) + 1
}

/** Starts a network of this shape with small weights drawn by chance. */
export function startNetwork(inputUnits: i32, hiddenUnits: i32): void {
  inputs = inputUnits
  hidden = hiddenUnits
  const innerCount = hidden * (inputs + 1)
  for (let index = 0; index < innerCount; index++) {
    put(inner, index, SPREAD * (2 * nextUniform() - 1))
  }
  for (let index = 0; index < OUTPUTS * fan(); index++) {
    put(outer, index, SPREAD * (2 * nextUniform() - 1))
  }
}

export function output(unit: i32): f64 {
  return at(outputs, unit)
}

/** Weight `index`: those into hidden units, then those into output units. */
export function weightAt(index: i32): f64 {
  const innerCount = hidden * (inputs + 1)
  return index < innerCount ? at(inner, index) : at(outer, index - innerCount)
}
export function setWeight(index: i32, value: f64): void {
  const innerCount = hidden * (inputs + 1)
  if (index < innerCount) put(inner, index, value)
  else put(outer, index - innerCount, value)
}

function logistic(x: f64): f64 {
  return 1 / (1 + Math.exp(-x))
}

function activate(weights: usize, values: usize, count: i32): f64 {
  let sum = at(weights, count)
  for (let index = 0; index < count; index++) sum += at(weights, index) * at(values, index)
  return logistic(sum)
}

/** Computes the outputs for `pattern`, the address of its inputs. */
export function infer(pattern: usize): void {
  const row = (<usize>(inputs + 1)) << 3
  for (let unit = 0; unit < hidden; unit++) {
    put(hiddenValues, unit, activate(inner + <usize>unit * row, pattern, inputs))
  }
  const from = hidden == 0 ? pattern : hiddenValues
  const outerRow = (<usize>fan()) << 3
  for (let unit = 0; unit < OUTPUTS; unit++) {
    put(outputs, unit, activate(outer + <usize>unit * outerRow, from, fan() - 1))
  }
}

/** Adds `step` times each of `values`, and `step` to the bias. */
function nudge(weights: usize, values: usize, count: i32, step: f64): void {
  for (let index = 0; index < count; index++) {
    put(weights, index, at(weights, index) + step * at(values, index))
  }
  put(weights, count, at(weights, count) + step)
}

/** Shows `pattern` of this class once and learns from it at `rate`. */
export function learn(pattern: usize, category: i32, rate: f64): void {
  infer(pattern)
  let wrong = false
  for (let unit = 0; unit < OUTPUTS; unit++) {
    const value = at(outputs, unit)
    const error = (unit == category ? 1.0 : 0.0) - value
    const slope = abs(error) < MARGIN ? 0 : error * value * (1 - value)
    wrong = wrong || slope != 0
    put(errors, unit, slope)
  }
  if (!wrong) return
  const outerRow = (<usize>fan()) << 3
  const row = (<usize>(inputs + 1)) << 3
  for (let unit = 0; unit < hidden; unit++) {
    const value = at(hiddenValues, unit)
    let slope: f64 = 0
    for (let out = 0; out < OUTPUTS; out++) {
      slope += at(errors, out) * at(outer + <usize>out * outerRow, unit)
    }
    nudge(inner + <usize>unit * row, pattern, inputs, rate * slope * value * (1 - value))
  }
  const from = hidden == 0 ? pattern : hiddenValues
  for (let unit = 0; unit < OUTPUTS; unit++) {
    nudge(outer + <usize>unit * outerRow, from, fan() - 1, rate * at(errors, unit))
  }
}
