/** Numbers, times and hexadecimal text as people of a language read them. */
import { formatCredit } from '@pumasi/domain'

export interface Formats {
  readonly integer: (value: number | bigint) => string
  /** A share of 1, rounded down: nothing is 100 % before all of it is. */
  readonly percent: (share: number) => string
  /** Two decimals; what is less than one of them to the last digit, so that little is not none. */
  readonly credit: (creditMicro: bigint) => string
  /** Wei as whole coins of the chain, three digits. */
  readonly coins: (wei: bigint) => string
  /** Large figures, three digits. */
  readonly compact: (value: number | bigint) => string
  /** Time of day. */
  readonly time: (atMs: number) => string
  readonly moment: (atMs: number) => string
  /** A moment to the second, for records. */
  readonly instant: (atMs: number) => string
  /** How long ago, from a span. */
  readonly ago: (spanMs: number) => string
  /** About how long, from a span. */
  readonly span: (spanMs: number) => string
}

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** The largest unit that fits, and how many of it; never less than one second. */
function inLargest(spanMs: number, round: (value: number) => number) {
  const [unit, sizeMs] = steps.find(([, size]) => spanMs >= size) ?? steps[3]
  return { unit, count: Math.max(1, round(spanMs / sizeMs)) }
}

export function createFormats(locale: string): Formats {
  const integer = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    roundingMode: 'floor',
  })
  const credit = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const little = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })
  const coins = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  const compact = new Intl.NumberFormat(locale, {
    notation: 'compact',
    maximumSignificantDigits: 3,
  })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    integer: (value) => integer.format(value),
    percent: (share) => percent.format(share),
    credit: (creditMicro) => {
      const isLittle = creditMicro < 10_000n && creditMicro > -10_000n
      return (isLittle ? little : credit).format(formatCredit(creditMicro) as `${number}`)
    },
    coins: (wei) => coins.format(Number(wei) / 1e18),
    compact: (value) => compact.format(value),
    time: (atMs) => time.format(atMs),
    moment: (atMs) => moment.format(atMs),
    instant: (atMs) => instant.format(atMs),
    ago: (spanMs) => {
      if (spanMs < 1_000) return relative.format(0, 'second')
      const { unit, count } = inLargest(spanMs, Math.floor)
      return relative.format(-count, unit)
    },
    span: (spanMs) => {
      const { unit, count } = inLargest(spanMs, Math.round)
      const style = { style: 'unit', unit, unitDisplay: 'long' } as const
      return new Intl.NumberFormat(locale, style).format(count)
    },
  }
}

/** `0x1234abcd…7890`: enough to tell two apart at a glance; the whole text is there to copy. */
export const shortHex = (hex: string): string =>
  hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex

/** Shortens every long hexadecimal number inside a sentence. */
export const shortenHexes = (text: string): string =>
  text.replace(/0x[0-9a-f]{16,}/gi, (hex) => shortHex(hex))

/** Keeps a stranger's words from turning the direction of the sentence around them. */
export const isolate = (text: string): string => `\u2068${text}\u2069`
