/**
 * Comparisons of a computed value with a published one.
 *
 * A tolerance comes from the statistics of the study (standard errors of the estimate, stated
 * errors of the reference, a stated bias of the method) and never from the result.
 */

/** One line of a reference check. Text where a number of JavaScript is too small. */
export interface ReferenceCheck {
  /** The quantity with its unit, e.g. `beta (per day)`. */
  readonly quantity: string
  readonly value: number | string
  readonly reference: number | string
  /** The range in which `reference` must lie; `value` itself where it must be met exactly. */
  readonly low: number | string
  readonly high: number | string
  readonly source: string
  readonly ok: boolean
}

/**
 * Standard errors that a right program strays at most: once in 16,000 comparisons it strays
 * further. Seeds are fixed, so a comparison that holds goes on to hold.
 */
const SIGMAS = 4

export interface Comparison {
  readonly quantity: string
  readonly value: number
  readonly reference: number
  /** Standard error of `value`. */
  readonly error: number
  /** What the method or the reference itself may be off, at most; 0 if not given. */
  readonly bias?: number
  readonly source: string
}

/** `reference` must lie within four standard errors and the bias of `value`. */
export function withinErrors(comparison: Comparison): ReferenceCheck {
  const { quantity, value, reference, error, bias = 0, source } = comparison
  const tolerance = SIGMAS * error + bias
  return between(quantity, value, reference, [value - tolerance, value + tolerance], source)
}

/** `reference` must lie in an interval that the reducer found, such as a credible one. */
export function between(
  quantity: string,
  value: number,
  reference: number,
  [low, high]: readonly [number, number],
  source: string,
): ReferenceCheck {
  // Written so that a NaN anywhere fails.
  return {
    quantity,
    value,
    reference,
    low,
    high,
    source,
    ok: low <= reference && reference <= high,
  }
}

/** `value` must be `reference` to the last digit. */
export function exactly(
  quantity: string,
  value: number | string,
  reference: number | string,
  source: string,
): ReferenceCheck {
  const ok = value === reference
  return { quantity, value, reference, low: value, high: value, source, ok }
}

/**
 * How far a reference lies from the value, as a share of the tolerance on its side: 0 where they
 * agree, 1 at the end of the tolerance. What must be met exactly is 0, or infinite when it is not.
 */
export function deviationOf({ value, reference, low, high, ok }: ReferenceCheck): number {
  const off = Number(reference) - Number(value)
  const room = off < 0 ? Number(value) - Number(low) : Number(high) - Number(value)
  if (low === high || off === 0) return ok ? 0 : Infinity
  const share = Math.abs(off) / room
  return Number.isNaN(share) ? Infinity : share
}
