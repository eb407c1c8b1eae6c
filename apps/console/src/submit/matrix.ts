/**
 * Matrix: the axes of a job as people write them, one a line: `n: 1..100` for whole numbers,
 * `beta: 0.1, 0.2` for listed values. The last axis runs fastest.
 */
import { GridError, axisSchema, firstIssue } from '@pumasi/domain'
import type { Axis } from '@pumasi/domain'

/** As many as a specification may have. */
const AXES_MAX = 16
/** Far more than a hundred thousand listed values need. */
const CHARS_MAX = 4_000_000

/** @throws `JOB_FORM_INVALID` with the line */
export function parseMatrix(text: string): readonly Axis[] {
  if (text.length > CHARS_MAX) throw invalid(`${text.length} characters in the matrix`)
  const lines = text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '')
  if (lines.length > AXES_MAX) throw invalid(`${lines.length} axes, expected at most ${AXES_MAX}`)
  return lines.map(({ line, number }) => parseAxis(line, number))
}

function parseAxis(line: string, number: number): Axis {
  const [, name, rest = ''] = /^([^:\s]+)\s*:\s*(.*)$/.exec(line) ?? []
  if (name === undefined) throw invalid(`no "name: values" in line ${number} of the matrix`)
  const [, from, to] = /^(-?\d+)\s*\.\.\s*(-?\d+)$/.exec(rest) ?? []
  const values = rest.split(',').map((value) => value.trim())
  if (from === undefined && values.includes('')) {
    throw invalid(`an empty value in line ${number} of the matrix`)
  }
  const axis = from === undefined ? { name, values } : { name, from: Number(from), to: Number(to) }
  const read = axisSchema.safeParse(axis)
  if (read.success) return read.data
  throw invalid(`${firstIssue(read.error)} in line ${number} of the matrix`)
}

/** What a form says that no job can be. */
export const invalid = (found: string): GridError =>
  new GridError('JOB_FORM_INVALID', `found ${found}`, {
    hint: 'Change the form where it says so; each field shows what it takes.',
  })
