/** What the file system says, in the house's words. */
import { GridError, isGridError } from '@pumasi/domain'

const fullCodes = new Set(['ENOSPC', 'EDQUOT'])
/** Only these: a sender that hangs up has codes too, and they are not the folder's. */
const ownCodes = new Set(
  'EACCES EBUSY EEXIST EIO EISDIR EMFILE ENFILE ENOENT ENOTDIR EPERM EROFS'.split(' '),
)

/** Turns a failure of the file system into a {@link GridError}; anything else passes through. */
export function explainBlobFailure(error: unknown, folder: string): unknown {
  if (isGridError(error)) return error
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code !== 'string' || !(ownCodes.has(code) || fullCodes.has(code))) return error
  const details = { folder, code }
  if (fullCodes.has(code)) {
    return new GridError('BLOB_STORE_FULL', `found no space left for blobs in ${folder}`, {
      hint: 'Free some disk space; the same call may then be repeated.',
      retryable: true,
      details,
      cause: error,
    })
  }
  return new GridError('BLOB_UNREACHABLE', `found ${folder} not usable: ${String(message)}`, {
    hint: 'Check that the folder exists and that this user may read and write it.',
    retryable: true,
    details,
    cause: error,
  })
}
