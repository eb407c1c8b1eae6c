/** Evidence: bytes from a mirror, hashed before anybody looks at them. */
import { digestOf, toErrorShape } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { Mirror } from '../ports/mirror.ts'
import { gap, mismatch } from './finding.ts'
import type { Finding, MismatchCode, Place } from './finding.ts'

/** Bytes that hash to their digest, or why there are none; `damaged` holds what came instead. */
export type Evidence =
  | { readonly bytes: Uint8Array }
  | { readonly bytes: null; readonly finding: Finding; readonly damaged: Uint8Array | null }

export interface Wanted {
  readonly digest: Digest
  readonly sizeMax: number
  readonly place: Place
  /** What it is called when its bytes are not those of the digest. */
  readonly damage: MismatchCode
}

/** Fetches one piece of evidence; a mirror's failure is a gap, other bytes are a mismatch. */
export async function fetchEvidence(
  mirror: Mirror,
  { digest, sizeMax, place, damage }: Wanted,
): Promise<Evidence> {
  let bytes: Uint8Array | null
  try {
    bytes = await mirror.fetchBytes(digest, sizeMax)
  } catch (error) {
    const { code, message } = toErrorShape(error)
    const finding = gap('DATA_UNREACHABLE', place, `${code}: ${message}`, digest)
    return { bytes: null, finding, damaged: null }
  }
  if (bytes === null) {
    const finding = gap('DATA_MISSING', place, `nothing at ${mirror.place}`, digest)
    return { bytes: null, finding, damaged: null }
  }
  const found = digestOf(bytes)
  if (found === digest) return { bytes }
  return { bytes: null, finding: mismatch(damage, place, found, digest), damaged: bytes }
}
