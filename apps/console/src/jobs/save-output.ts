import { decodeOutput } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { fetchBlob } from '@pumasi/protocol'
import { saveFile } from '../save-file.ts'
import { sha256 } from '../sha256.ts'

/** What a unit printed, checked against its digest. @throws `BLOB_MISMATCH`, `BLOB_REFUSED` */
export async function saveOutput(outputHash: Digest, name: string): Promise<void> {
  const blob = await fetchBlob({ url: location.origin, digestOf: sha256 }, outputHash)
  const { stdout } = decodeOutput(blob)
  // Never by a type that a browser would open as a page.
  const type = 'application/octet-stream'
  saveFile(new Blob([stdout as Uint8Array<ArrayBuffer>], { type }), `${name}.out`)
}
