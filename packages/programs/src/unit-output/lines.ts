/**
 * One unit's standard output, read as a stranger's: lines of canonical JSON, integers only.
 *
 * In: bytes. Out: lines that a schema reads one by one.
 * Invariant: bytes that are no such lines, or do not fit their schema, are refused with the line
 * and what is wrong with it (lines.test.ts).
 */
import { GridError, MIB, decodeCanonical, decodeUtf8, firstIssue } from '@pumasi/domain'
import type { z } from 'zod'

/** What every job of this room allows a unit to write. */
const OUTPUT_MAX_BYTES = MIB

export interface Lines {
  readonly count: number
  /** The value in line `index`, from 0. @throws `BAD_UNIT_OUTPUT` */
  read<T>(index: number, schema: z.ZodType<T>): T
  /** The error that line `index` holds `found`: for what a schema cannot know. */
  refusal(index: number, found: string): GridError
}

/** Splits the output of a unit of `program`. @throws `BAD_UNIT_OUTPUT` */
export function splitLines(program: string, stdout: Uint8Array): Lines {
  const refusal = (index: number, found: string, cause?: unknown): GridError =>
    new GridError('BAD_UNIT_OUTPUT', `found ${found} in line ${index + 1} of a unit's output`, {
      hint: `Leave this output out: no unit of ${program} can have written it.`,
      details: { program, line: index + 1, found },
      cause,
    })
  if (stdout.length > OUTPUT_MAX_BYTES) throw refusal(0, `${stdout.length} bytes, over 1 MiB,`)
  let text: string
  try {
    text = decodeUtf8(stdout)
  } catch (cause) {
    throw refusal(0, 'bytes that are not UTF-8', cause)
  }
  if (!text.endsWith('\n')) throw refusal(0, 'no line feed at the end')
  const lines = text.slice(0, -1).split('\n')
  const read = <T>(index: number, schema: z.ZodType<T>): T => {
    let value: unknown
    try {
      value = decodeCanonical(lines[index] ?? '')
    } catch (cause) {
      throw refusal(index, 'something that is not canonical JSON', cause)
    }
    const parsed = schema.safeParse(value)
    if (!parsed.success) throw refusal(index, firstIssue(parsed.error))
    return parsed.data
  }
  return { count: lines.length, read, refusal }
}
