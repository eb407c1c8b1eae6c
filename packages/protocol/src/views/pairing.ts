/** What is said while a machine is paired with a wallet. */
import type { Account, Digest } from '@pumasi/domain'
import type { SignedDelegation } from '@pumasi/proof'

/** To the machine. */
export interface PairingTicket {
  /** For people: eight signs. */
  readonly code: string
  /** For {@link PairingAnswer} alone, and shown to nobody. */
  readonly claim: Digest
  readonly expiresAtMs: number
}

/** To whoever types the code. */
export interface PairingView {
  readonly session: Account
  /** What the machine calls itself; shown, never trusted. */
  readonly name: string
  readonly platform: string
  readonly expiresAtMs: number
}

/** To the machine, which asks until there is one; null while the wallet has not signed. */
export interface PairingAnswer {
  readonly delegation: SignedDelegation | null
}
