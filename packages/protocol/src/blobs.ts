/** Blobs over HTTP: bounded in time and size, every byte checked against its digest. */
import { GridError, concatBytes, isGridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { fetchInTime, withRetryAfter } from './bounded-fetch.ts'

/** Where blobs are, and what names them. */
export interface Blobs {
  /** The coordinator's address, without a slash at its end. */
  readonly url: string
  /** SHA-256 by the fastest means the platform has. */
  readonly digestOf: (bytes: Uint8Array) => Digest | Promise<Digest>
}

/** What one download may cost; the platform's own bounds where nothing is said. */
export interface DownloadBounds {
  readonly sizeMax?: number
  readonly timeMs?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * The bytes of a digest, checked; nothing is read past `sizeMax`.
 * @throws `BLOB_TOO_LARGE`, `BLOB_MISMATCH` for other bytes, `BLOB_REFUSED`, the coordinator's own
 *   refusal
 */
export async function fetchBlob(
  { url, digestOf }: Blobs,
  digest: Digest,
  { sizeMax, timeMs, signal }: DownloadBounds = {},
): Promise<Uint8Array> {
  const init = signal === undefined ? {} : { signal }
  const response = await fetchInTime(`${url}/blobs/${digest}`, init, timeMs)
  if (!response.ok) throw await blobRefusal(response, digest)
  const bytes = await readAtMost(response, sizeMax ?? Number.POSITIVE_INFINITY)
  const found = await digestOf(bytes)
  if (found === digest) return bytes
  throw new GridError('BLOB_MISMATCH', `found bytes of ${found}, expected ${digest}`, {
    hint: 'The coordinator served other bytes: try again, or report it.',
    retryable: true,
  })
}

async function readAtMost(response: Response, sizeMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (value === undefined || done) return concatBytes(parts)
    size += value.length
    if (size > sizeMax) {
      await reader?.cancel()
      throw new GridError('BLOB_TOO_LARGE', `found more than the ${sizeMax} bytes expected`, {
        hint: 'The coordinator served something else than was asked for: do not use it.',
        details: { expectedMax: sizeMax },
      })
    }
    parts.push(value)
  }
}

/** True when the coordinator has the bytes. */
export async function hasBlob({ url }: Pick<Blobs, 'url'>, digest: Digest): Promise<boolean> {
  return (await fetchInTime(`${url}/blobs/${digest}`, { method: 'HEAD' })).ok
}

/** Uploads bytes with somebody's token. @throws `BLOB_REFUSED`, the coordinator's refusal */
export async function putBlob(
  { url, digestOf }: Blobs,
  bytes: Uint8Array,
  token: string | null,
  timeMs?: number,
): Promise<Digest> {
  const digest = await digestOf(bytes)
  const init = {
    method: 'PUT',
    body: bytes as Uint8Array<ArrayBuffer>,
    headers: {
      'content-type': 'application/octet-stream',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  }
  const response = await fetchInTime(`${url}/blobs/${digest}`, init, timeMs)
  if (!response.ok) throw await blobRefusal(response, digest)
  await response.arrayBuffer()
  return digest
}

/** Why a blob was refused, in the coordinator's words where it has any. */
export async function blobRefusal(response: Response, digest: Digest): Promise<GridError> {
  const body: unknown = await response.json().catch(() => null)
  const error: unknown = (body as { error?: unknown } | null)?.error
  if (isGridError(error)) {
    const { code, message, hint, retryable, details } = error
    const found = { retryable, details, ...(hint ? { hint } : {}) }
    return withRetryAfter(new GridError(code, message, found), response)
  }
  const { status } = response
  const refused = new GridError('BLOB_REFUSED', `found HTTP ${status} for the blob ${digest}`, {
    retryable: status >= 500 || status === 429,
  })
  return withRetryAfter(refused, response)
}
