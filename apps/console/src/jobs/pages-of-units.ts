/** Which pages of units a stretch of rows needs, so that only what is looked at is asked for. */

/** Units in one page from the coordinator. */
export const PAGE_UNITS = 200

/** Numbers of the pages that hold the rows `first` to `last`, both included. */
export function pagesFor(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE_UNITS)
  const to = Math.floor(Math.max(0, last) / PAGE_UNITS)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
