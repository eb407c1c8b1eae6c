/**
 * Uploads in pieces (tus 1.0.0), for blobs that a broken line would otherwise cost from the first
 * byte on: after a failure it asks how much arrived, and goes on from there.
 */
import { GridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { pause } from './pause.ts'

/** Below this size a second try from the start costs less than the ceremony. */
export const PIECES_FROM_BYTES = 8 * 1024 * 1024
const PIECE_BYTES = 4 * 1024 * 1024
const PIECE_MS = 120_000
/** Failures without a byte of progress between them, after which it gives up. */
const FAILURES_MAX = 5
const PAUSE_MS = 500

export interface PiecesOptions {
  /** The coordinator's address. */
  readonly url: string
  readonly token: string | null
  /** Turns a refusal into an error. */
  readonly refusalOf: (response: Response) => Promise<GridError>
}

/** Sends a blob; it is complete when this resolves. @throws what the coordinator refuses with */
export async function uploadInPieces(
  bytes: Uint8Array,
  digest: Digest,
  { url, token, refusalOf }: PiecesOptions,
): Promise<void> {
  const send = async (path: string, method: string, headers = {}, body?: Uint8Array) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'tus-resumable': '1.0.0',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
      signal: AbortSignal.timeout(PIECE_MS),
    })
    if (!response.ok) throw await refusalOf(response)
    return response
  }
  const metadata = `digest ${btoa(digest)}`
  const plan = { 'upload-length': String(bytes.length), 'upload-metadata': metadata }
  const path = (await send('/uploads', 'POST', plan)).headers.get('location') ?? ''
  // Anything else could take the token elsewhere.
  if (!/^\/uploads\/[\w-]{1,100}$/.test(path)) throw strangePlace(path)
  let [offset, failures] = [0, 0]
  while (offset < bytes.length) {
    const headers = {
      ...{ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
    }
    try {
      await send(path, 'PATCH', headers, bytes.subarray(offset, offset + PIECE_BYTES))
      offset = Math.min(bytes.length, offset + PIECE_BYTES)
      failures = 0
    } catch (error) {
      failures += 1
      if (isFinal(error) || failures >= FAILURES_MAX) throw error
      await pause(PAUSE_MS * failures)
      const before = offset
      offset = await askOffset(send, path, digest, bytes.length).catch(() => before)
      if (offset > before) failures = 0
    }
  }
}

/** What arrived; all of it when the upload has become a blob meanwhile. */
async function askOffset(
  send: (path: string, method: string) => Promise<Response>,
  path: string,
  digest: Digest,
  size: number,
): Promise<number> {
  try {
    return Number((await send(path, 'HEAD')).headers.get('upload-offset') ?? 0)
  } catch (error) {
    await send(`/blobs/${digest}`, 'HEAD').catch(() => {
      throw error
    })
    return size
  }
}

/** True for a refusal that the same bytes will meet again. */
const isFinal = (error: unknown): boolean => {
  const { code, retryable } = error as Partial<GridError>
  const mends = ['UPLOAD_OFFSET_WRONG', 'UPLOAD_BUSY'].includes(code ?? '')
  return error instanceof Error && retryable === false && !mends
}

const strangePlace = (path: string): GridError =>
  new GridError('BLOB_REFUSED', `found the place ${path.slice(0, 200)} for an upload`, {
    hint: 'The coordinator, or a proxy before it, is broken: report it to its operator.',
  })
