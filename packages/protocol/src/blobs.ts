/** Blobs over HTTP: bounded in time and size, every byte checked against its digest. */
import { GridError, isGridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { fetchInTime, withRetryAfter } from './bounded-fetch.ts'

/** Where blobs are, and what names them. */
export interface Blobs {
  /** The coordinator's address, without a slash at its end. */
  readonly url: string
  /** SHA-256 by the fastest means the platform has. */
  readonly digestOf: (bytes: Uint8Array) => Digest | Promise<Digest>
}

/**
 * The bytes of a digest, checked.
 * @throws `BLOB_MISMATCH` for other bytes, `BLOB_REFUSED`, the coordinator's own refusal
 */
export async function fetchBlob({ url, digestOf }: Blobs, digest: Digest): Promise<Uint8Array> {
  const response = await fetchInTime(`${url}/blobs/${digest}`)
  if (!response.ok) throw await refusalOf(response, digest)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const found = await digestOf(bytes)
  if (found === digest) return bytes
  throw new GridError('BLOB_MISMATCH', `found bytes of ${found}, expected ${digest}`, {
    hint: 'The coordinator served other bytes: try again, or report it.',
    retryable: true,
  })
}

/** Uploads bytes with a host's or an operator's token. @throws `BLOB_REFUSED`, its refusal */
export async function putBlob(
  { url, digestOf }: Blobs,
  bytes: Uint8Array,
  token: string | null,
): Promise<Digest> {
  const digest = await digestOf(bytes)
  const response = await fetchInTime(`${url}/blobs/${digest}`, {
    method: 'PUT',
    body: bytes as Uint8Array<ArrayBuffer>,
    headers: {
      'content-type': 'application/octet-stream',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  })
  if (!response.ok) throw await refusalOf(response, digest)
  await response.arrayBuffer()
  return digest
}

async function refusalOf(response: Response, digest: Digest): Promise<GridError> {
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
