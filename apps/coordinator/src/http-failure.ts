/** What a failed HTTP request is answered: codes as on the wire, nothing of ours inside. */
import { GridError, isGridError } from '@pumasi/domain'
import type { GridErrorShape } from '@pumasi/domain'
import { shapeOf, toTrpcError } from '@pumasi/protocol'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'

export interface HttpFailure {
  readonly status: number
  readonly shape: GridErrorShape
}

/** Status and error of a request that failed: ours by code, the server's own 4xx as refusals. */
export function describeFailure(error: unknown): HttpFailure {
  const known = isGridError(error) ? error : refusalOf(error)
  const failure = toTrpcError(known)
  return { status: getHTTPStatusCodeFromError(failure), shape: shapeOf(failure) }
}

/** What the HTTP server itself refused: a body too large, of another type, or cut short. */
function refusalOf(error: unknown): unknown {
  const { statusCode, message } = error as { statusCode?: number; message?: unknown }
  if (statusCode === undefined || statusCode >= 500) return error
  const code = statusCode === 413 ? 'MESSAGE_TOO_LARGE' : 'BAD_MESSAGE'
  return new GridError(code, `found a request that cannot be: ${String(message).slice(0, 500)}`, {
    hint: 'Send a smaller message, in the form of this protocol version.',
  })
}
