/**
 * Uploads a blob in pieces (tus 1.0.0): after a failure it asks how much arrived and goes on from
 * there. What the coordinator has already is not sent again.
 */
import { GridError, isGridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'

const PIECE_BYTES = 4 * 1024 * 1024
const PIECE_MS = 120_000
/** Failures without a byte of progress between them, after which it gives up. */
const FAILURES_MAX = 5
const PAUSE_MS = 500

export interface UploadParts {
  readonly fetch: typeof globalThis.fetch
  readonly pause: (ms: number) => Promise<void>
  readonly onProgress: (bytes: number) => void
  readonly signal: AbortSignal
}

/** Complete when it resolves. @throws what the coordinator refuses with, the signal's reason */
export async function uploadBlob(
  bytes: Uint8Array,
  digest: Digest,
  parts: UploadParts,
): Promise<void> {
  const { pause, onProgress, signal } = parts
  const send = async (path: string, method: string, headers = {}, body?: Uint8Array) => {
    const response = await parts.fetch(path, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PIECE_MS)]),
    })
    if (!response.ok) throw await refusalOf(response)
    return response
  }
  const isThere = (): Promise<boolean> =>
    send(`/blobs/${digest}`, 'HEAD').then(
      () => true,
      () => false,
    )
  if (await isThere()) return onProgress(bytes.length)
  const plan = {
    ...{ 'upload-length': String(bytes.length), 'upload-metadata': `digest ${btoa(digest)}` },
  }
  const path = (await send('/uploads', 'POST', plan)).headers.get('location') ?? ''
  if (!/^\/uploads\/[\w-]{1,100}$/.test(path)) throw strangePlace(path)
  let [offset, failures] = [0, 0]
  while (offset < bytes.length) {
    const piece = bytes.subarray(offset, offset + PIECE_BYTES)
    const headers = {
      ...{ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
    }
    try {
      await send(path, 'PATCH', headers, piece)
      offset += piece.length
      failures = 0
    } catch (error) {
      signal.throwIfAborted()
      failures += 1
      if (isFinal(error) || failures >= FAILURES_MAX) throw error
      await pause(PAUSE_MS * failures)
      const before = offset
      const told = await send(path, 'HEAD').then(
        ({ headers }) => Number(headers.get('upload-offset') ?? NaN),
        // An upload that became a blob meanwhile is no upload any more.
        async () => ((await isThere()) ? bytes.length : before),
      )
      offset = told >= 0 && told <= bytes.length ? told : before
      if (offset > before) failures = 0
    }
    onProgress(offset)
  }
}

/** True for a refusal that the same bytes will meet again. */
const isFinal = (error: unknown): boolean =>
  isGridError(error) &&
  !error.retryable &&
  !['UPLOAD_OFFSET_WRONG', 'UPLOAD_BUSY'].includes(error.code)

async function refusalOf(response: Response): Promise<GridError> {
  const body: unknown = await response.json().catch(() => null)
  const error: unknown = (body as { error?: unknown } | null)?.error
  if (isGridError(error)) {
    const { code, message, hint, retryable, details } = error
    return new GridError(code, message, { retryable, details, ...(hint ? { hint } : {}) })
  }
  return new GridError('BLOB_REFUSED', `found HTTP ${response.status} for an upload`, {
    retryable: response.status >= 500 || response.status === 429,
  })
}

const strangePlace = (path: string): GridError =>
  new GridError('BLOB_REFUSED', `found the place ${path.slice(0, 200)} for an upload`, {
    hint: 'The coordinator, or a proxy before it, is broken: report it to its operator.',
  })
