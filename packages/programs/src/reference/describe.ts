/** Comparisons in words: as many digits as tell a value from the ends of its tolerance. */
import type { ReferenceCheck } from './check.ts'

/** Beyond these a fixed number of digits is mostly zeros. */
const DIGITS_MAX = 12

/** One of the values of `check`, to the digits that its tolerance has. */
export function showValue(value: number | string, { low, high }: ReferenceCheck): string {
  if (typeof value === 'string') return value
  const spread = Math.abs(Number(high) - Number(low))
  if (!(spread > 0)) return String(value)
  const digits = 2 - Math.floor(Math.log10(spread))
  return digits > DIGITS_MAX ? value.toPrecision(6) : value.toFixed(Math.max(0, digits))
}

/** The ends of the tolerance; null where the reference must be met exactly. */
export function showTolerance(check: ReferenceCheck): readonly [string, string] | null {
  const { low, high } = check
  return low === high ? null : [showValue(low, check), showValue(high, check)]
}
