/**
 * Fetch with bounds: gives up in time and on answers without end, and tells when to come again,
 * whoever said it. The same in Node and in a browser.
 */
import { GridError } from '@pumasi/domain'

/** Real time one call may take. */
const CALL_MS = 30_000
/** Most bytes of one answer that are read: the largest blob a unit may depend on. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024
/** The same of an answer that only says why not. */
const REFUSAL_BYTES_MAX = 1024 * 1024

/** A proxy on the way speaks no language of ours; when to come again is all it can say. */
export async function fetchCall(input: string, init?: RequestInit): Promise<Response> {
  const response = await fetchInTime(input, init)
  const { status, headers, body } = response
  const ours = headers.get('content-type')?.includes('json') === true
  if (ours || (status !== 503 && status !== 429)) return response
  await body?.cancel()
  const found = `found HTTP ${status} from something on the way, expected a coordinator`
  throw withRetryAfter(
    new GridError('COORDINATOR_UNREACHABLE', found, { retryable: true }),
    response,
  )
}

/** Adds what the header says to an error whose details do not say it. */
export function withRetryAfter(error: GridError, { headers }: Response): GridError {
  const seconds = Number(headers.get('retry-after') ?? NaN)
  const { code, message, hint, retryable, details } = error
  if (!retryable || !(seconds >= 0) || details['retryAfterMs'] !== undefined) return error
  return new GridError(code, message, {
    ...{ retryable, details: { ...details, retryAfterMs: seconds * 1_000 } },
    ...(hint === undefined ? {} : { hint }),
  })
}

/** `fetch` that gives up in time, and on answers without end. */
export async function fetchInTime(
  input: string,
  init: RequestInit = {},
  timeMs = CALL_MS,
): Promise<Response> {
  const late = AbortSignal.timeout(timeMs)
  const signal = init.signal ? AbortSignal.any([init.signal, late]) : late
  const response = await fetch(input, { ...init, signal })
  if (response.body === null) return response
  const sizeMax = response.ok ? ANSWER_BYTES_MAX : REFUSAL_BYTES_MAX
  let size = 0
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      size += part.length
      if (size <= sizeMax) return controller.enqueue(part)
      const found = `found more than ${sizeMax} bytes in one answer`
      controller.error(
        new GridError('ANSWER_TOO_LARGE', found, {
          hint: 'The coordinator is broken or lies: report it to its operator.',
        }),
      )
    },
  })
  const { status, statusText, headers } = response
  return new Response(response.body.pipeThrough(counted), { status, statusText, headers })
}
