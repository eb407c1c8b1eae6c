/** What goes wrong with blobs, in the house's words. */
import { GridError, isGridError, isHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'

/** EFBIG: this process may not write files that large, which to a sender is the same. */
const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
/** Only these: a sender that hangs up has codes too, and they are not the folder's. */
const ownCodes = new Set(
  'EACCES EBUSY EEXIST EIO EISDIR EMFILE ENFILE ENOENT ENOTDIR EPERM EROFS'.split(' '),
)

/** Turns a failure of the file system into a {@link GridError}; anything else passes through. */
export function explainBlobFailure(error: unknown, folder: string): unknown {
  if (isGridError(error)) return error
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code !== 'string' || !(ownCodes.has(code) || fullCodes.has(code))) return error
  if (fullCodes.has(code)) return blobStoreFull(folder, error)
  return new GridError('BLOB_UNREACHABLE', `found ${folder} not usable: ${String(message)}`, {
    hint: 'Check that the folder exists and that this user may read and write it.',
    retryable: true,
    details: { folder, code },
    cause: error,
  })
}

export const blobStoreFull = (place: string, cause?: unknown): GridError =>
  new GridError('BLOB_STORE_FULL', `found no space left for blobs in ${place}`, {
    hint: 'Free some disk space; the same call may then be repeated.',
    retryable: true,
    details: { place },
    cause,
  })

/** Runs `work`; failures of the folder come out in the house's words. */
export async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explainBlobFailure(error, folder)
  }
}

/** The name of a blob in a folder or bucket: no name a stranger sends becomes a path. */
export function nameOf(digest: Digest): string {
  if (isHex(digest, 32)) return digest.slice(2)
  throw new GridError('BAD_HEX', `found a blob name that is no digest`, {
    hint: 'Name a blob by 0x and the 64 lower-case digits of its SHA-256.',
  })
}

export const blobTooLarge = (found: number, expectedMax: number): GridError =>
  new GridError('BLOB_TOO_LARGE', `found ${found} bytes or more, expected ${expectedMax} at most`, {
    hint: 'Send a smaller blob, or split it.',
    details: { found, expectedMax },
  })

export const blobMismatch = (found: Digest, expected: Digest): GridError =>
  new GridError('BLOB_MISMATCH', `found bytes with the digest ${found}, expected ${expected}`, {
    hint: 'Send the bytes again; a stored blob that differs was damaged: restore it from a mirror.',
    details: { found, expected },
  })
