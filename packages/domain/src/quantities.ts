/** Quantities as people write them, in options and in job files. */

const counts: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 }
const sizes: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
}
const times: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

function scaled(text: string, units: Readonly<Record<string, number>>): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim())
  const name = match?.[2] ?? '?'
  const unit = Object.hasOwn(units, name) ? units[name] : undefined
  const written = Number(match?.[1])
  if (unit === undefined) return null
  // Binary fractions miss by a hair: 8.2M is 8199999.999999999 times one.
  const value = Math.round(written * unit)
  const whole = Math.abs(written * unit - value) <= value * Number.EPSILON
  return whole && Number.isSafeInteger(value) ? value : null
}

/** `1500`, `2G`, `1.5M`: a count, or null. */
export const parseCount = (text: string): number | null => scaled(text, counts)
/** `64MiB`, `512 KiB`, `100`: bytes, or null. */
export const parseSize = (text: string): number | null => scaled(text, sizes)
/** `60s`, `500ms`, `2h`, `1500`: milliseconds, or null. */
export const parseDuration = (text: string): number | null => scaled(text, times)
