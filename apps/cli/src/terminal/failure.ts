/** How a failure is shown, and which exit code it has. */
import { toErrorShape } from '@pumasi/domain'

/** Errors of usage: the command line or a file the user wrote. */
const usageCodes = new Set([
  'USAGE',
  'BAD_HEX',
  'BAD_PARAMETER',
  'COORDINATOR_URL_INVALID',
  'JOB_FILE_INVALID',
  'JOB_FILE_MISSING',
  'JOB_INVALID',
  'JOB_LIMITS_CONTRADICT',
  'JOB_EMPTY',
  'JOB_TOO_LARGE',
  'JOB_ARGS_TOO_LONG',
  'JOB_DUPLICATE_AXIS',
  'JOB_UNKNOWN_PLACEHOLDER',
  'FILE_MISSING',
  'SIGN_IN_TOO_LONG',
  'EXPECTATION_INVALID',
  'PROGRAM_NAME',
  'FOLDER_TAKEN',
  'SCENARIO_INVALID',
  'SCENARIO_MISSING',
])

/** Prints an error for people on stderr, or as JSON on stdout; answers the exit code. */
export function failWith(error: unknown, json: boolean): 1 | 2 {
  const { code, message, hint, retryable, details } = toErrorShape(error)
  if (json) {
    print({ ok: false, error: { code, message, hint, retryable, details } })
  } else {
    process.stderr.write(`error ${code}: ${message}\n`)
    if (hint) process.stderr.write(`  ${hint}\n`)
    if (code === 'INTERNAL' && error instanceof Error && process.env['PUMASI_TRACE']) {
      process.stderr.write(`${error.stack}\n`)
    }
  }
  return usageCodes.has(code) ? 2 : 1
}

/** Writes a value as one JSON document on stdout; bigint as a decimal string. */
export function print(value: unknown): void {
  const text = JSON.stringify(
    value,
    (_key, field: unknown) => (typeof field === 'bigint' ? field.toString() : field),
    2,
  )
  process.stdout.write(`${text}\n`)
}
