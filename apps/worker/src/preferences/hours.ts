/** Hours of the day in which a machine may work, in its local time; they may pass midnight. */
import { z } from 'zod'

/** Minutes of the day; `to` may be smaller than `from`: the hours go on after midnight. */
export interface Hours {
  readonly from: number
  readonly to: number
}

const DAY = 24 * 60
const MINUTE_MS = 60_000
const WINDOW = /^(\d{1,2})(?::([0-5]\d))?-(\d{1,2})(?::([0-5]\d))?$/
const error = 'expected hours such as 22-8 or 12-13,22:30-7'

export const hoursSchema = z.string().transform((text, context): readonly Hours[] => {
  const windows = text.split(',').map((part) => {
    const [, fromHour, fromMinute = '0', toHour, toMinute = '0'] = WINDOW.exec(part.trim()) ?? []
    const from = Number(fromHour) * 60 + Number(fromMinute)
    const to = Number(toHour) * 60 + Number(toMinute)
    return { from, to }
  })
  const isGood = ({ from, to }: Hours): boolean => from < DAY && to <= DAY && from !== to
  if (windows.every(isGood)) return windows
  context.addIssue({ code: 'custom', message: error })
  return z.NEVER
})

/** How long work may go on from now, or how long it has to wait; no hours at all mean always. */
export function decideWork(
  hours: readonly Hours[],
  now: { readonly minutes: number; readonly ms: number },
): { readonly open: boolean; readonly forMs: number } {
  if (hours.length === 0) return { open: true, forMs: Infinity }
  const isOpen = (minute: number): boolean => hours.some((window) => covers(window, minute % DAY))
  const open = isOpen(now.minutes)
  // Within a day each minute has been seen; hours that join one another count as one.
  let minutes = 1
  while (minutes < DAY && isOpen(now.minutes + minutes) === open) minutes += 1
  const always = minutes === DAY
  return { open, forMs: always ? Infinity : minutes * MINUTE_MS - now.ms }
}

const covers = ({ from, to }: Hours, minute: number): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to

/** The local time of day: whole minutes, and milliseconds into the next one. */
export const timeOfDay = (date: Date): { readonly minutes: number; readonly ms: number } => ({
  minutes: date.getHours() * 60 + date.getMinutes(),
  ms: date.getSeconds() * 1_000 + date.getMilliseconds(),
})
