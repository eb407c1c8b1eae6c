/** Which rows of a long list are in sight: only those are in the page. */

export interface Sight {
  /** First row to draw, and the one after the last. */
  readonly from: number
  readonly to: number
}

/** Rows drawn beyond what is in sight, so that a turn of the wheel finds them there. */
const BEYOND = 10

/**
 * @param scrolled pixels above the window
 * @param height pixels of the window
 */
export function visibleRows(
  scrolled: number,
  height: number,
  rowHeight: number,
  rows: number,
): Sight {
  const first = Math.floor(scrolled / rowHeight) - BEYOND
  const past = Math.ceil((scrolled + height) / rowHeight) + BEYOND
  const from = Math.max(0, Math.min(first, rows - 1))
  return { from, to: Math.max(from, Math.min(past, rows)) }
}
