/** SHA-256 by the browser's own means where the page may use them: on https and on this machine. */
import { digestOf, toHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'

export async function sha256(bytes: Uint8Array): Promise<Digest> {
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined
  if (subtle === undefined) return digestOf(bytes)
  const digest = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return toHex(new Uint8Array(digest)) as Digest
}
