/** What whoever signs in with a wallet is told. */
import type { Account } from '@pumasi/domain'

/** What to put into the message to sign (`signInText`), beside account, origin and times. */
export interface SignInTerms {
  readonly nonce: string
  readonly chainId: bigint
  /** The message must have been issued, and must arrive, before this moment. */
  readonly answerByMs: number
  /** Longest time a message may say that somebody stays signed in. */
  readonly stayMaxMs: number
}

/** Who is signed in in a browser: what proves it lies in a cookie that no script can read. */
export interface PageSession {
  readonly account: Account
  readonly expiresAtMs: number
}

export interface SignedIn {
  readonly account: Account
  /** A bearer token, good until the message's own end. */
  readonly token: string
  readonly expiresAtMs: number
}
