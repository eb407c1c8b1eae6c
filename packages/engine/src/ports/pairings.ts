/**
 * Pairings: machines that wait for a wallet's word, found by the code that people type.
 *
 * One request a session key, its newest. A request is there until its time: whatever is past it is
 * as if it had never been. Of more than `max` the oldest are forgotten, about: writers at the same
 * moment may each leave one more. A resolved write survives kill -9, and every coordinator of the
 * grid finds it. Every adapter passes the conformance suite of the store room.
 */
import type { Account, Digest } from '@pumasi/domain'
import type { SignedDelegation } from '@pumasi/proof'

export interface PairingRequest {
  readonly code: string
  /** Digest of the secret by which the machine asks what was signed. */
  readonly claimDigest: Digest
  readonly session: Account
  readonly name: string
  readonly platform: string
  readonly expiresAtMs: number
}

export interface PairingRecord extends PairingRequest {
  /** Null until a wallet approves. */
  readonly delegation: SignedDelegation | null
}

export interface Pairings {
  /** False when the code is taken, or the session asks twice at once: try another code. */
  insertPairing(
    request: PairingRequest,
    bounds: { readonly nowMs: number; readonly max: number },
  ): Promise<boolean>
  /** The request behind a code, approved or not. */
  findPairing(code: string, nowMs: number): Promise<PairingRecord | null>
  fetchPairing(claimDigest: Digest, nowMs: number): Promise<PairingRecord | null>
  /** False when it is approved already, or there no more. */
  approvePairing(claimDigest: Digest, delegation: SignedDelegation, nowMs: number): Promise<boolean>
}
