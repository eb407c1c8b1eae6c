/**
 * A job's name, out of the text of its specification.
 *
 * Not by Postgres' own JSON: that refuses a document in which some other text, a stranger's, holds
 * an escape it does not know. Between the limits, which hold numbers, and the nonce stands the name
 * alone; quotes inside of texts are escaped, so no text can look like it.
 */
export const nameSql = (spec: string): string =>
  `substring(${spec} from '"limits":[{][^{}]*[}],"name":"((?:[^"\\\\]|\\\\.)*)","nonce":')`

/** The name as it was given; empty for a specification of another form. */
export const readName = (found: string | null): string =>
  found === null ? '' : (JSON.parse(`"${found}"`) as string)
