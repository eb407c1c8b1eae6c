/**
 * Names: which file names and arguments may cross the border of a run.
 *
 * A name is a relative path with `/` between its parts. One rule serves input files (refused with
 * an error) and files the guest creates (refused with an errno), because output files end up on
 * the disks of people on every system.
 */
import { GridError, utf8 } from '@pumasi/domain'

/** Longest part of a path in UTF-8 bytes, as on common file systems. */
export const PART_MAX_BYTES = 255
/** Deepest nesting of directories. */
export const DEPTH_MAX = 16
/** Files and directories that may exist at once. */
export const NODES_MAX = 4096
/** Total of all arguments in UTF-8 bytes. */
const ARGS_MAX_BYTES = 1024 * 1024

// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f\\]/

/** What is wrong with one part of a path, or undefined. */
export function partFault(part: string): string | undefined {
  if (part === '') return 'an empty part (absolute path or double slash)'
  if (part === '.' || part === '..') return `a "${part}" part`
  if (forbidden.test(part)) return 'a NUL, control character or backslash'
  if (!part.isWellFormed()) return 'a lone surrogate'
  if (utf8(part).length > PART_MAX_BYTES) return `a part longer than ${PART_MAX_BYTES} bytes`
  return undefined
}

/** Refuses an input file name that is not a plain relative path. @throws `BAD_FILE_NAME` */
export function assertFileName(name: string): void {
  const parts = name.split('/')
  const fault =
    parts.map(partFault).find((found) => found !== undefined) ??
    (parts.length > DEPTH_MAX ? `more than ${DEPTH_MAX} parts` : undefined)
  if (fault !== undefined) throw badFileName(name, fault)
}

/** The error for an input file that cannot be placed. */
export const badFileName = (name: string, found: string): GridError =>
  new GridError('BAD_FILE_NAME', `found ${found} in the file name ${JSON.stringify(name)}`, {
    hint: 'Name input files by relative paths such as "data/points.csv", each once.',
    details: { name, found },
  })

/** Refuses arguments that a C string cannot hold. @throws `BAD_ARGS` */
export function assertArgs(args: readonly string[]): void {
  const index = args.findIndex((arg) => arg.includes('\0') || !arg.isWellFormed())
  const bytes = args.reduce((sum, arg) => sum + utf8(arg).length + 1, 0)
  if (index < 0 && bytes <= ARGS_MAX_BYTES) return
  const found = index < 0 ? `${bytes} bytes of arguments` : 'a NUL or a lone surrogate'
  const where = index < 0 ? '' : ` in argument ${index + 1}`
  throw new GridError('BAD_ARGS', `found ${found}${where}`, {
    hint: `Give text without NUL, at most ${ARGS_MAX_BYTES} bytes in all; use stdin or a file.`,
    details: { index, bytes, maxBytes: ARGS_MAX_BYTES },
  })
}
