/**
 * Page sessions: what the browser of an account that signed in shows from then on, in a cookie.
 *
 * Sealed and not stored, as tokens are; a kind of its own, so that neither passes for the other.
 * One that was ended is remembered here until it would have ended by itself.
 */
import { randomBytes } from 'node:crypto'
import { isHex } from '@pumasi/domain'
import type { Account } from '@pumasi/domain'
import { equal } from '../seal.ts'
import type { Seal } from '../seal.ts'

/** Ended sessions remembered; of more, those that would have ended first are forgotten. */
const ENDED_MAX = 50_000

export interface PageSessions {
  readonly open: (account: Account, untilMs: number) => string
  /** Whose session it is, or null for one that is none, or no longer. */
  readonly read: (session: string, nowMs: number) => Account | null
  /** From now on it is none; what was none before is left alone. */
  readonly close: (session: string, nowMs: number) => void
}

export function createPageSessions(seal: Seal): PageSessions {
  const ended = new Map<string, number>()
  const sealOf = (claim: string): string => seal(`page session ${claim}`)
  const read: PageSessions['read'] = (session, nowMs) => {
    const [kind, account, until, chance, own, ...more] = session.split('.')
    if (kind !== 'page' || !isHex(account, 20) || own === undefined || more.length > 0) return null
    if (!equal(sealOf(`page.${account}.${until}.${chance}`), own)) return null
    return Number(until) > nowMs && !ended.has(session) ? (account as Account) : null
  }
  return {
    open: (account, untilMs) => {
      const claim = `page.${account}.${untilMs}.${randomBytes(16).toString('hex')}`
      return `${claim}.${sealOf(claim)}`
    },
    read,
    close: (session, nowMs) => {
      if (read(session, nowMs) === null) return
      for (const [oldest, untilMs] of ended) {
        if (untilMs > nowMs && ended.size < ENDED_MAX) break
        ended.delete(oldest)
      }
      ended.set(session, Number(session.split('.')[2]))
    },
  }
}
