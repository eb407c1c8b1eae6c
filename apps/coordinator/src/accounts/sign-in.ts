/**
 * Sign-in: a wallet's signed message becomes an account, for the command line and browsers alike.
 *
 * A message is good at this grid's own addresses, on its chain, once, within minutes of being
 * written, by the wallet it names. Whoever keeps sessions of another kind, such as cookies, calls
 * `verify` and does with the account what it likes (`page-sessions.ts`).
 */
import { GridError } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import type { Clock } from '@pumasi/engine'
import { parseSignIn, recoverPersonalSigner } from '@pumasi/proof'
import type { SignIn } from '@pumasi/proof'
import type { SignInAnswer, SignInTerms, SignedIn } from '@pumasi/protocol'
import type { AccountTokens } from './account-tokens.ts'
import { NONCE_MS } from './nonces.ts'
import type { Nonces } from './nonces.ts'

/** Longest time somebody stays signed in by one message. */
export const STAY_MAX_MS = 7 * 86_400_000
/** Clocks of wallets may differ by this much. */
const SKEW_MS = 120_000

export interface SignInDesk {
  readonly terms: () => SignInTerms
  /**
   * The account that signed, until when it is signed in, and where.
   * @throws `SIGN_IN_MALFORMED`, `SIGN_IN_FOREIGN`, `SIGN_IN_STALE`, `SIGN_IN_FORGED`
   */
  readonly verify: (answer: SignInAnswer) => Omit<SignedIn, 'token'> & { readonly origin: string }
  /** The same, answered by a token. */
  readonly signIn: (answer: SignInAnswer) => SignedIn
}

export interface SignInParts {
  readonly nonces: Nonces
  readonly tokens: AccountTokens
  readonly clock: Clock
  readonly chainId: bigint
  /** Where people reach this coordinator, such as `https://grid.example.org`. */
  readonly origins: () => readonly string[]
}

export function createSignInDesk(parts: SignInParts): SignInDesk {
  const { nonces, tokens, clock, chainId } = parts
  const verify: SignInDesk['verify'] = ({ message, signature }) => {
    const nowMs = clock.nowMs()
    const said = parseSignIn(message)
    if (said === null) throw malformed(message)
    assertHere(said, parts)
    assertFresh(said, nowMs)
    const signer = recoverPersonalSigner(message, signature)
    if (signer !== said.account) throw forged(said.account, signer)
    // Last, so that nobody else spends it.
    if (!nonces.spend(said.nonce, nowMs)) {
      throw stale('a nonce that was used before, is too old, or is none of this grid')
    }
    return { account: said.account, expiresAtMs: said.expiresAtMs, origin: said.origin }
  }
  return {
    terms: () => {
      const nowMs = clock.nowMs()
      const answerByMs = nowMs + NONCE_MS
      return { nonce: nonces.issue(nowMs), chainId, answerByMs, stayMaxMs: STAY_MAX_MS }
    },
    verify,
    signIn: (answer) => {
      const { account, expiresAtMs } = verify(answer)
      return { account, expiresAtMs, token: tokens.issue(account, expiresAtMs) }
    },
  }
}

function assertHere({ origin, chainId }: SignIn, here: SignInParts): void {
  const origins = here.origins()
  if (!origins.includes(origin)) {
    throw foreign(`a message for ${origin}, expected one of ${origins.join(', ')}`, {
      hint: 'Sign only what your own page or command asks for; an operator adds addresses with public-urls.',
      details: { found: origin, expected: origins },
    })
  }
  if (chainId !== here.chainId) {
    throw foreign(`a message for chain ${chainId}, expected ${here.chainId}`, {
      hint: "Sign in for the chain of this grid's ledger.",
      details: { found: chainId, expected: here.chainId },
    })
  }
}

function assertFresh({ issuedAtMs, expiresAtMs }: SignIn, nowMs: number): void {
  if (issuedAtMs > nowMs + SKEW_MS) throw stale('a message of a time to come')
  if (issuedAtMs <= nowMs - NONCE_MS - SKEW_MS) throw stale('a message written too long ago')
  if (expiresAtMs <= nowMs) throw stale('a message that holds no longer')
  if (expiresAtMs > nowMs + STAY_MAX_MS + SKEW_MS) {
    throw stale(`a message for more than ${STAY_MAX_MS / 86_400_000} days`)
  }
}

const malformed = (message: string): GridError =>
  new GridError('SIGN_IN_MALFORMED', 'found no sign-in message as this grid writes it', {
    hint: 'Write the message with signInText, every line of it, and change nothing.',
    details: { chars: message.length },
  })

const foreign = (found: string, options: { hint: string; details: object }): GridError =>
  new GridError('SIGN_IN_FOREIGN', `found ${found}`, options as never)

const stale = (found: string): GridError =>
  new GridError('SIGN_IN_STALE', `found ${found}`, {
    hint: 'Ask for new terms and sign a new message; check the clock of this machine.',
  })

const forged = (account: Account, signer: Account | null): GridError =>
  new GridError(
    'SIGN_IN_FORGED',
    `found a signature by ${signer ?? 'nobody'}, expected one by ${account}`,
    { hint: 'Sign with the wallet the message names; contract wallets cannot sign in.' },
  )
