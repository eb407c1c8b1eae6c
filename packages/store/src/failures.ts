/** What went wrong in the database, in the house's words. Drivers report it in three shapes. */
import { GridError, isGridError } from '@pumasi/domain'

interface DriverError {
  readonly code?: unknown
  readonly message?: unknown
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: AdapterCause } }
}
interface AdapterCause {
  readonly originalCode?: unknown
  readonly kind?: unknown
}

/** Waiting a moment helps: deadlock, lock or statement time, too many connections, no memory. */
const busyCodes = new Set(['40001', '40P01', '55P03', '57014', '53300', '53200', '25P03'])
const unreachableKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'])
const socketCode = /^(ECONN|EHOST|ENET|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT)/
/** The last are of a connection that was lost between two statements, or closed by ourselves. */
const lostWords = /connection (terminated|ended|timeout)|not queryable|after calling end/i
/** No answer in time, or no free connection: pg-pool's words for a call that waited its turn. */
const waitWords = /query read timeout|timeout exceeded when trying to connect/i

/** Turns any error of a driver into a {@link GridError}; those of the house pass through. */
export function explainFailure(error: unknown, place: string): unknown {
  if (isGridError(error)) return error
  const { code, kind, message } = dissect(error)
  const fail = (name: string, found: string, hint: string, retryable: boolean): GridError =>
    new GridError(name, found, { hint, retryable, details: { place, code }, cause: error })
  if (busyCodes.has(code) || waitWords.test(message)) {
    return fail('STORE_BUSY', `${place} did not get to it: ${message}`, 'Try again shortly.', true)
  }
  if (code === '53100' || /ENOSPC|no space left/i.test(`${code} ${message}`)) {
    return fail('STORE_FULL', `found no space left at ${place}`, 'Free some disk space.', true)
  }
  const starting = code === '57P03' || code === '57P01' || code === '57P02'
  if (starting || /^08/.test(code) || socketCode.test(code) || unreachableKinds.has(kind)) {
    return fail('STORE_UNREACHABLE', `found no database at ${place}: ${message}`, reachHint, true)
  }
  if (lostWords.test(message)) {
    return fail('STORE_UNREACHABLE', `lost the database at ${place}: ${message}`, reachHint, true)
  }
  if (/^(28|3D)/.test(code)) {
    const hint = 'Check user, password and database name in DATABASE_URL.'
    return fail('STORE_UNREACHABLE', `was refused by ${place}: ${message}`, hint, false)
  }
  return error
}

const reachHint = 'Start the database, or correct DATABASE_URL; the same call may be repeated.'

function dissect(error: unknown): { code: string; kind: string; message: string } {
  const { code, message, meta } = (error ?? {}) as DriverError
  const cause = meta?.driverAdapterError?.cause
  const nested = error instanceof AggregateError ? (error.errors[0] as DriverError) : undefined
  return {
    code: String(cause?.originalCode ?? code ?? nested?.code ?? ''),
    kind: String(cause?.kind ?? ''),
    message: String(message || nested?.message || error),
  }
}
