/** Errors on the wire: the only place where the house's codes meet tRPC's and HTTP's. */
import { TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server'
import { GridError, firstIssue, isGridError, toErrorShape } from '@pumasi/domain'
import type { GridErrorShape } from '@pumasi/domain'
import { z } from 'zod'

/** Codes that deserve another answer than `BAD_REQUEST` (or 503 when retryable). */
const trpcCodes: Readonly<Record<string, TRPC_ERROR_CODE_KEY>> = {
  INTERNAL: 'INTERNAL_SERVER_ERROR',
  INVARIANT_BROKEN: 'INTERNAL_SERVER_ERROR',
  HOST_TOKEN_MISSING: 'UNAUTHORIZED',
  HOST_TOKEN_INVALID: 'UNAUTHORIZED',
  CHALLENGE_STALE: 'UNAUTHORIZED',
  OPERATOR_REQUIRED: 'FORBIDDEN',
  SUBMITTER_REQUIRED: 'FORBIDDEN',
  NOT_YOUR_JOB: 'FORBIDDEN',
  SIGN_IN_REQUIRED: 'UNAUTHORIZED',
  QUOTA_REACHED: 'TOO_MANY_REQUESTS',
  SIGN_IN_FOREIGN: 'FORBIDDEN',
  SIGN_IN_FORGED: 'FORBIDDEN',
  SIGN_IN_STALE: 'UNAUTHORIZED',
  UNKNOWN_JOB: 'NOT_FOUND',
  UNKNOWN_UNIT: 'NOT_FOUND',
  UNKNOWN_HOST: 'UNAUTHORIZED',
  UNKNOWN_BLOB: 'NOT_FOUND',
  UNKNOWN_ROUTE: 'NOT_FOUND',
  MESSAGE_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  MESSAGE_TOO_DENSE: 'PAYLOAD_TOO_LARGE',
  BLOB_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  MESSAGE_TOO_SLOW: 'TIMEOUT',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  UNKNOWN_UPLOAD: 'NOT_FOUND',
  UPLOAD_OFFSET_WRONG: 'CONFLICT',
  UPLOAD_BUSY: 'CONFLICT',
  UPLOAD_LIMIT: 'TOO_MANY_REQUESTS',
  UPLOAD_VERSION_UNKNOWN: 'PRECONDITION_FAILED',
}

/** Wraps any thrown value for tRPC, keeping the house's error as the cause. */
export function toTrpcError(error: unknown): TRPCError {
  if (error instanceof TRPCError && !isGridError(error.cause)) return error
  const shape = toErrorShape(error instanceof TRPCError ? error.cause : error)
  const code = trpcCodes[shape.code] ?? (shape.retryable ? 'SERVICE_UNAVAILABLE' : 'BAD_REQUEST')
  // tRPC wraps what a procedure throws: the house's own error has to stay the direct cause.
  const cause = error instanceof TRPCError ? error.cause : error
  return new TRPCError({ code, message: shape.message, cause })
}

/** The house's error inside a tRPC error's data, or what a schema found wrong. */
export function shapeOf(error: TRPCError): GridErrorShape {
  const { cause } = error
  if (isGridError(cause)) return toErrorShape(cause)
  if (error.code === 'BAD_REQUEST') {
    return {
      code: 'BAD_MESSAGE',
      message: messageOf(error).slice(0, 2_000),
      hint: 'Send the message in the form of this protocol version.',
      retryable: false,
      details: {},
    }
  }
  // Whatever else went wrong stays in the log: its text may hold secrets of the server.
  const code = error.code === 'INTERNAL_SERVER_ERROR' ? 'INTERNAL' : error.code
  return { code, message: code, retryable: false, details: {} }
}

/** The first thing a schema found wrong, rather than all of them as JSON. */
const messageOf = ({ cause, message }: TRPCError): string =>
  cause instanceof z.ZodError ? `found ${firstIssue(cause)}` : message

/** Turns the data a coordinator sent back into the error it threw. */
export function fromShape(shape: GridErrorShape): GridError {
  const { code, message, hint, retryable, details } = shape
  return new GridError(code, message, { retryable, details, ...(hint ? { hint } : {}) })
}
