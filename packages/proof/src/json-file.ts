/**
 * JSON file: what people hand on as a file, such as proofs, faults and rulings.
 *
 * In: bytes from anybody. Out: a value of the known form, or an error of the form's own that says
 * what was found and in which field. Integers that may exceed 2^53 are decimal strings.
 */
import { decodeUtf8, firstIssue } from '@pumasi/domain'
import type { GridError } from '@pumasi/domain'
import type { z } from 'zod'

export interface JsonFileForm<File> {
  readonly schema: z.ZodType<File>
  readonly bytesMax: number
  readonly unreadable: (found: string, field?: string) => GridError
}

export const encodeJsonFile = (file: object): string => {
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  return `${JSON.stringify(file, text, 2)}\n`
}

/** @throws what `unreadable` makes of it */
export function decodeJsonFile<File>(bytes: Uint8Array, form: JsonFileForm<File>): File {
  const { schema, bytesMax, unreadable } = form
  if (bytes.length > bytesMax)
    throw unreadable(`${bytes.length} bytes, at most ${bytesMax} expected`)
  let value: unknown
  try {
    value = JSON.parse(decodeUtf8(bytes))
  } catch {
    throw unreadable('something else than JSON')
  }
  const version = (value as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > 1) {
    throw unreadable(`version ${version}, expected 1`, 'version')
  }
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw unreadable(firstIssue(read.error), read.error.issues[0]?.path.map(String).join('.') ?? '')
}
