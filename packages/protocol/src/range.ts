/** The part of a blob that a reader asks for (RFC 9110, one range of bytes). */

/** Both ends included. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** A range, `whole` for none that is understood, or `beyond` for one outside the blob. */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'whole' | 'beyond' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(' ', '') ?? '')
  const [, first = '', last = ''] = match ?? []
  // Several ranges, other units, or nothing: the whole blob is always a right answer.
  if (first === '' && last === '') return 'whole'
  if (first === '') {
    const count = Number(last)
    return count === 0 || size === 0 ? 'beyond' : { from: Math.max(0, size - count), to: size - 1 }
  }
  const from = Number(first)
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < from) return 'whole'
  return from >= size ? 'beyond' : { from, to }
}
