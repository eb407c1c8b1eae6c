/**
 * Refusal: an attestor's word that it will not attest a batch, and why.
 *
 * In: the digest of the attestation refused, a reason in words. Out: a digest to be signed as any
 * other; no contract reads it. Invariant: nobody refuses in an attestor's name, and no refusal
 * passes for an attestation (refusal.test.ts).
 */
import { utf8 } from '@pumasi/domain'
import type { Hex } from '@pumasi/domain'
import { signingDigest, typeString } from './typed-data.ts'
import type { Fields, SigningDomain } from './typed-data.ts'
import { keccak, keccakText } from './words.ts'

export const refusalFields = [
  ['bytes32', 'attestation'],
  ['bytes32', 'reasonHash'],
] as const satisfies Fields

const refusalTypeHash = keccakText(typeString('Refusal', refusalFields))

/** The 32 bytes an attestor signs to refuse; the reason is hashed as UTF-8 by keccak. */
export const refusalDigest = (attestation: Hex, reason: string, domain: SigningDomain): Hex =>
  signingDigest(domain, refusalTypeHash, [attestation, keccak(utf8(reason))])
