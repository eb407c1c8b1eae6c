/** Who a bearer token stands for: a host, an account that signed in, an operator, or nobody. */
import type { Account } from '@pumasi/domain'
import type { Clock } from '@pumasi/engine'
import type { Caller } from '@pumasi/protocol'
import { equal } from '../seal.ts'
import type { Tokens } from '../tokens.ts'
import type { AccountTokens } from './account-tokens.ts'

/** Whoever signed in, or these accounts. */
export type Submitters = 'anyone' | readonly Account[]

export interface AuthenticateParts {
  readonly hostTokens: Tokens
  readonly accountTokens: AccountTokens
  readonly operatorToken: string
  /** Accounts that are operators, looked up at every call: no token outlives its role. */
  readonly operators: readonly Account[]
  /** Who may submit beside them. */
  readonly submitters: Submitters
  readonly clock: Clock
}

export const createAuthenticate =
  (parts: AuthenticateParts) =>
  (token: string): Caller => {
    const nowMs = parts.clock.nowMs()
    const account = parts.accountTokens.read(token, nowMs)
    const listed = (accounts: readonly Account[]): boolean =>
      account !== null && accounts.includes(account)
    const operator = equal(token, parts.operatorToken) || listed(parts.operators)
    const { submitters } = parts
    const welcome = submitters === 'anyone' ? account !== null : listed(submitters)
    const session = parts.hostTokens.readToken(token, nowMs)
    return { session, account, operator, submitter: operator || welcome }
  }
