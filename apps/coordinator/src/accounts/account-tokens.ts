/** Account tokens: what an account that signed in shows from then on; sealed, never stored. */
import { isHex } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { equal } from '../seal.ts'
import type { Seal } from '../seal.ts'

export interface AccountTokens {
  readonly issue: (account: Account, untilMs: number) => string
  /** Whose token it is, or null for one that is none, or no longer. */
  readonly read: (token: string, nowMs: number) => Account | null
}

export function createAccountTokens(seal: Seal): AccountTokens {
  const sealOf = (claim: string): string => seal(`account token ${claim}`)
  return {
    issue: (account, untilMs) => {
      const claim = `account.${account}.${untilMs}`
      return `${claim}.${sealOf(claim)}`
    },
    read: (token, nowMs) => {
      const [kind, account, until, own, ...more] = token.split('.')
      if (kind !== 'account' || !isHex(account, 20) || own === undefined) return null
      if (more.length > 0 || !equal(sealOf(`account.${account}.${until}`), own)) return null
      return Number(until) > nowMs ? (account as Account) : null
    },
  }
}
