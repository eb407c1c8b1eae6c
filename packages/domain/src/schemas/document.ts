/** Documents: canonical bytes checked against a schema, for whatever comes from a stranger. */
import type { z } from 'zod'
import { decodeUtf8 } from '../bytes.ts'
import { decodeCanonical } from '../canonical.ts'
import { GridError } from '../errors.ts'

/** The first thing a schema found wrong, as `path: message`. */
export function firstIssue({ issues }: z.ZodError): string {
  const issue = issues[0]
  const path = issue?.path.map(String).join('.') ?? ''
  return `${path === '' ? 'the top' : path}: ${issue?.message ?? 'something unknown'}`
}

/** Reads a document. @throws `NOT_CANONICAL`, `BAD_DOCUMENT` */
export function readDocument<T>(noun: string, schema: z.ZodType<T>, bytes: Uint8Array): T {
  const read = schema.safeParse(decodeCanonical(decodeUtf8(bytes)))
  if (read.success) return read.data
  throw new GridError('BAD_DOCUMENT', `found ${noun} that is none, at ${firstIssue(read.error)}`, {
    hint: 'It was damaged, or written by another version: fetch it again or compare versions.',
  })
}
