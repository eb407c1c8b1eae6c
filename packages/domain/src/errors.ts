/** What an error says to the person who meets it. Values are shown as found, secrets never. */
export interface GridErrorOptions {
  /** The next step, as an imperative sentence. */
  readonly hint?: string
  /** True when the same call may succeed later without any change by the caller. */
  readonly retryable?: boolean
  /** Machine-readable values: what was found, what was expected, where. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * The one error of the house: a stable `code`, a message saying what was found and what was
 * expected, and a hint saying what to do. Compare `code`, never `instanceof`: errors cross threads,
 * the wire and bundles.
 */
export class GridError<Code extends string = string> extends Error {
  readonly code: Code
  readonly hint: string | undefined
  readonly retryable: boolean
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: Code, message: string, options: GridErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'GridError'
    this.code = code
    this.hint = options.hint
    this.retryable = options.retryable ?? false
    this.details = options.details ?? {}
  }
}

/** The plain shape of a {@link GridError} after it crossed a thread or the wire. */
export interface GridErrorShape {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly retryable: boolean
  readonly details: Readonly<Record<string, unknown>>
}

/** Recognises an error of the house by its shape, whichever realm it was made in. */
export function isGridError(error: unknown, code?: string): error is GridErrorShape {
  if (typeof error !== 'object' || error === null) return false
  const shape = error as Partial<GridErrorShape>
  const known = typeof shape.code === 'string' && typeof shape.retryable === 'boolean'
  return known && (code === undefined || shape.code === code)
}

/** Turns any thrown value into the plain shape; what is not ours becomes `INTERNAL`. */
export function toErrorShape(error: unknown): GridErrorShape {
  if (isGridError(error)) {
    const { code, message, hint, retryable, details } = error
    return { code, message, hint, retryable, details }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'INTERNAL', message, retryable: false, details: {} }
}

/**
 * States what must be true whatever the input; a failure is a defect of ours, never of a caller.
 * @throws `INVARIANT_BROKEN`
 */
export function invariant(
  condition: unknown,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): asserts condition {
  if (condition) return
  throw new GridError('INVARIANT_BROKEN', message, {
    hint: 'This is a defect in Pumasi: please report it with the details.',
    details,
  })
}
