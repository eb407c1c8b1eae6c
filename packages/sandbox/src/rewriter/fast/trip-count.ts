/** How often a counted loop branches back, where its first value and its bound are constants. */
import type { SteppedLoop } from './counting.ts'

/**
 * The number of iterations that branch back when the local begins with `initial`; undefined when
 * that cannot be known, or when the local would pass the end of its range.
 */
export function tripCount(loop: SteppedLoop, initial: number): number | undefined {
  const { bound, compare, signed, step, stepsFirst, wide } = loop
  if (!('constant' in bound)) return undefined
  // Constants are small where 64 bits are counted; below zero they are large as unsigned numbers.
  const bits = wide ? 53 : 32
  const [least, most] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
  const value = (constant: number): number => (signed || wide ? constant : constant >>> 0)
  const to = value(bound.constant)
  const first = value(initial) + (stepsFirst ? step : 0)
  const distance = step > 0 ? to - first : first - to
  const size = Math.abs(step)
  let trips: number
  if (compare === 'ne') {
    if (distance < 0 || distance % size !== 0) return undefined
    trips = distance / size
  } else if ((compare === 'lt' || compare === 'le') !== step > 0) return undefined
  else if (compare === 'lt' || compare === 'gt') trips = Math.max(0, Math.ceil(distance / size))
  else trips = Math.max(0, Math.floor(distance / size) + 1)
  const last = first + trips * step
  const inRange = [to, first, last].every((number) => number >= least && number <= most)
  return inRange ? trips : undefined
}
