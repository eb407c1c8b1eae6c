/**
 * A whole blob on its way out, its last part held back until the digest is right: whoever reads it
 * to the end has the true bytes, and a damaged blob never ends well.
 */
import { createHash } from 'node:crypto'
import { GridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'

/** @throws `BLOB_MISMATCH` in the place of the last part */
export async function* checkParts(
  source: AsyncIterable<Uint8Array>,
  digest: Digest,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let held: Uint8Array | null = null
  for await (const part of source) {
    hash.update(part)
    if (held !== null) yield held
    held = part
  }
  const found = `0x${hash.digest('hex')}`
  if (found !== digest) {
    throw new GridError('BLOB_MISMATCH', `found bytes of ${found}, expected ${digest}`, {
      hint: 'The stored blob is damaged: restore it from a backup or a mirror.',
      details: { found, expected: digest },
    })
  }
  if (held !== null) yield held
}

/** Passes parts on and tells how large they are. */
export async function* countParts(
  source: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const part of source) {
    onBytes(part.length)
    yield part
  }
}
