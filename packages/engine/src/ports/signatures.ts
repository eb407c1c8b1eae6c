/**
 * Signatures: what was signed with receipts and by whom, many at a time, wherever that is done
 * fastest.
 *
 * Answers exactly what `receiptDigest` and `recoverSigner` of the proof room answer, in the same
 * order. No errors: a signature that is none was made by nobody.
 */
import type { Account, Hex } from '@pumasi/domain'
import { receiptDigest, recoverSigner } from '@pumasi/proof'
import type { SignedReceipt, SigningDomain } from '@pumasi/proof'

/** What a signature says. */
export interface Signing {
  /** What a receipt's session key signs (`receiptDigest`). */
  readonly digest: Hex
  /** The session key that did, or null for a signature that is none. */
  readonly session: Account | null
}

export interface Signatures {
  readSignings(signed: readonly SignedReceipt[], domain: SigningDomain): Promise<readonly Signing[]>
}

export function readSigning({ receipt, signature }: SignedReceipt, domain: SigningDomain): Signing {
  const digest = receiptDigest(receipt, domain)
  return { digest, session: recoverSigner(digest, signature) }
}

/** In this thread: about a millisecond each in plain JavaScript. */
export const plainSignatures: Signatures = {
  readSignings: async (signed, domain) => signed.map((one) => readSigning(one, domain)),
}
