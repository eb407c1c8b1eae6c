/**
 * Who a bearer token or a browser's session stands for: a host, an account that signed in, an
 * operator, or nobody.
 */
import type { Account } from '@pumasi/domain'
import type { Clock } from '@pumasi/engine'
import type { Caller } from '@pumasi/protocol'
import { equal } from '../seal.ts'
import type { Tokens } from '../tokens.ts'
import type { AccountTokens } from './account-tokens.ts'
import type { PageSessions } from './page-sessions.ts'

/** Whoever signed in, or these accounts. */
export type Submitters = 'anyone' | readonly Account[]

export interface AuthenticateParts {
  readonly hostTokens: Tokens
  readonly accountTokens: AccountTokens
  readonly pageSessions: PageSessions
  readonly operatorToken: string
  /** Accounts that are operators, looked up at every call: no token outlives its role. */
  readonly operators: readonly Account[]
  /** Who may submit beside them. */
  readonly submitters: Submitters
  readonly clock: Clock
}

/** What a request shows: a token, or the session its browser keeps; a token comes first. */
export interface Credentials {
  readonly token: string
  readonly page: string | null
}

export const createAuthenticate =
  (parts: AuthenticateParts) =>
  ({ token, page }: Credentials): Caller => {
    const nowMs = parts.clock.nowMs()
    const account =
      token === '' && page !== null
        ? parts.pageSessions.read(page, nowMs)
        : parts.accountTokens.read(token, nowMs)
    const listed = (accounts: readonly Account[]): boolean =>
      account !== null && accounts.includes(account)
    const operator = equal(token, parts.operatorToken) || listed(parts.operators)
    const { submitters } = parts
    const welcome = submitters === 'anyone' ? account !== null : listed(submitters)
    const session = parts.hostTokens.readToken(token, nowMs)
    return { session, account, operator, submitter: operator || welcome }
  }
