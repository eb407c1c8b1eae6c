/**
 * Hosts that a search looks at. A whole address finds its hosts by their index, however long ago
 * they were seen; no index knows parts of names, so a part is looked for in those seen last.
 */
import { isHex } from '@pumasi/domain'
import { bytea } from '../database.ts'

/** Rows that a search for a part reads at most: 40 ms of a database (measured 2026-11). */
const SEARCHED_MAX = 20_000

export interface SearchedHosts {
  /** What stands after FROM; its rows are hosts. */
  readonly source: string
  /** A clause that one row, or a group of rows by account, has to pass; empty for all. */
  readonly fits: { readonly row: string; readonly group: string }
  readonly params: readonly string[]
}

/** @param text lower or upper case; empty for all. @param place of its parameter, as `$3` */
export function hostsWith(text: string, place: string): SearchedHosts {
  const wanted = text.toLowerCase()
  if (wanted === '') return { source: 'hosts', fits: { row: '', group: '' }, params: [] }
  if (isHex(wanted, 20)) {
    const source = `(SELECT * FROM hosts WHERE account = ${place}) AS hosts`
    return { source, fits: { row: '', group: '' }, params: [bytea(wanted)] }
  }
  const source = `(
    SELECT * FROM hosts ORDER BY last_seen_ms DESC, session LIMIT ${SEARCHED_MAX}
  ) AS hosts`
  const inAddress = `position(${place} in '0x' || encode(account, 'hex')) > 0`
  const inName = `position(${place} in lower(name)) > 0`
  return {
    source,
    fits: {
      row: `WHERE ${inAddress} OR ${inName}`,
      group: `HAVING ${inAddress} OR bool_or(${inName})`,
    },
    params: [wanted],
  }
}
