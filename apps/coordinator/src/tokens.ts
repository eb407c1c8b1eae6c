/**
 * Tokens of hosts: bearer secrets without a table. A host token is an HMAC over its session key and
 * end of life; a challenge is an HMAC over session key and time, so answering one proves nothing
 * twice.
 */
import { GridError, isHex, parseDigest } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import { equal } from './seal.ts'
import type { Seal } from './seal.ts'

const TOKEN_MS = 24 * 3_600_000
const CHALLENGE_MS = 60_000

export interface Tokens {
  readonly issueChallenge: (
    session: Account,
    nowMs: number,
  ) => { challenge: Digest; expiresAtMs: number }
  /** @throws `CHALLENGE_STALE` */
  readonly assertChallenge: (session: Account, challenge: Digest, nowMs: number) => void
  readonly issueToken: (session: Account, nowMs: number) => string
  /** The session key a token was issued to, or null for a token that is none. */
  readonly readToken: (token: string, nowMs: number) => Account | null
}

export function createTokens(mac: Seal): Tokens {
  const challengeAt = (session: Account, window: number): Digest =>
    parseDigest(`0x${mac(`challenge ${session} ${window}`)}`)
  const windowOf = (nowMs: number): number => Math.floor(nowMs / CHALLENGE_MS)
  return {
    issueChallenge: (session, nowMs) => ({
      challenge: challengeAt(session, windowOf(nowMs)),
      expiresAtMs: (windowOf(nowMs) + 2) * CHALLENGE_MS,
    }),
    assertChallenge: (session, challenge, nowMs) => {
      const windows = [windowOf(nowMs), windowOf(nowMs) - 1]
      if (windows.some((window) => equal(challengeAt(session, window), challenge))) return
      throw new GridError('CHALLENGE_STALE', 'found a challenge that is not, or no longer, valid', {
        hint: 'Ask for a new challenge and sign that one.',
        retryable: true,
      })
    },
    issueToken: (session, nowMs) => {
      const claim = `${session}.${nowMs + TOKEN_MS}`
      return `${claim}.${mac(`token ${claim}`)}`
    },
    readToken: (token, nowMs) => {
      const [session, until, seal, ...more] = token.split('.')
      if (!isHex(session, 20) || until === undefined || seal === undefined) return null
      if (more.length > 0) return null
      if (!equal(mac(`token ${session}.${until}`), seal)) return null
      return Number(until) > nowMs ? (session as Account) : null
    },
  }
}
