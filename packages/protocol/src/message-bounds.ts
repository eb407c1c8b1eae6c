/**
 * Message bounds: how much one call may hold, looked at before its JSON is parsed.
 *
 * Bytes alone bound little: 8 MB of brackets keep `JSON.parse` busy for a second, as many bytes of
 * long texts for a fiftieth of one (measured 2026-11). So places are counted, too: brackets, commas
 * and colons outside of texts. Whatever a message costs later grows with one or the other.
 */
import { GridError } from '@pumasi/domain'

/** Most bytes of one message, read or not; blobs have their own bound. */
export const MESSAGE_BYTES_MAX = 3 * 1024 * 1024

export interface MessageBounds {
  /** UTF-16 code units of its JSON. */
  readonly charsMax: number
  readonly placesMax: number
}

/** A job: 100,000 listed values of 25 characters, or 45,000 standard inputs. */
const submission: MessageBounds = { charsMax: MESSAGE_BYTES_MAX, placesMax: 120_000 }
/** All else: the largest is a report of 50 receipts, 38,000 characters with 1,400 places. */
const usual: MessageBounds = { charsMax: 512 * 1024, placesMax: 20_000 }

/** What a procedure of the router may be sent. */
export const boundsOf = (procedure: string): MessageBounds =>
  procedure === 'job.submit' ? submission : usual

/** @throws `MESSAGE_TOO_LARGE`, `MESSAGE_TOO_DENSE` */
export function assertBounded(text: string, { charsMax, placesMax }: MessageBounds): void {
  if (text.length > charsMax) {
    throw new GridError(
      'MESSAGE_TOO_LARGE',
      `found a message of ${text.length} characters, expected at most ${charsMax}`,
      {
        hint: 'Send a smaller message; of a job, put long values into files or standard inputs.',
        details: { found: text.length, expectedMax: charsMax },
      },
    )
  }
  if (countPlaces(text, placesMax) <= placesMax) return
  throw new GridError(
    'MESSAGE_TOO_DENSE',
    `found a message of more than ${placesMax} values and keys, expected at most as many`,
    {
      hint: 'Send less at a time; of a job, give whole numbers as from and to, or split the matrix.',
      details: { expectedMax: placesMax },
    },
  )
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Comma, colon, and what opens a list or an object; written out, as a set takes twice as long. */
const isMark = (unit: number): boolean =>
  unit === 0x2c || unit === 0x3a || unit === 0x5b || unit === 0x7b

/** Places in a text that may be JSON, no further than one more than `max`. */
export function countPlaces(text: string, max: number): number {
  let places = 0
  for (let at = 0; at < text.length && places <= max; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = endOfText(text, at)
    else if (isMark(unit)) places += 1
  }
  return places
}

/** Where a text that begins with the quote at `begin` ends: at its other quote, or nowhere. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === BACKSLASH) at += 1
    else if (unit === QUOTE) return at
  }
  return text.length
}
