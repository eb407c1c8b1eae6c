/**
 * Nonces of sign-in messages: random, good for minutes, each once.
 *
 * Nothing is stored when one is issued: time and chance in it are sealed. One that was answered is
 * remembered for the minutes that are left to it, so that a message that was overheard is worth
 * nothing at this coordinator.
 */
import { randomBytes } from 'node:crypto'
import { equal } from '../seal.ts'
import type { Seal } from '../seal.ts'

export const NONCE_MS = 300_000
/** Answers remembered; more than rate limits let in within five minutes. */
const SPENT_MAX = 50_000

export interface Nonces {
  readonly issue: (nowMs: number) => string
  /** True the first time, for a nonce of this grid that is not too old. */
  readonly spend: (nonce: string, nowMs: number) => boolean
}

export function createNonces(seal: Seal): Nonces {
  const spent = new Map<string, number>()
  const sealOf = (claim: string): string => seal(`nonce ${claim}`).slice(0, 32)
  return {
    issue: (nowMs) => {
      const claim = nowMs.toString(16).padStart(12, '0') + randomBytes(12).toString('hex')
      return claim + sealOf(claim)
    },
    spend: (nonce, nowMs) => {
      const [, time, chance, own] = /^([0-9a-f]{12})([0-9a-f]{24})([0-9a-f]{32})$/.exec(nonce) ?? []
      if (time === undefined || own === undefined) return false
      const untilMs = Number(`0x${time}`) + NONCE_MS
      if (!equal(sealOf(`${time}${chance}`), own)) return false
      if (untilMs <= nowMs || spent.has(nonce)) return false
      for (const [oldest, until] of spent) {
        if (until > nowMs && spent.size < SPENT_MAX) break
        spent.delete(oldest)
      }
      spent.set(nonce, untilMs)
      return true
    },
  }
}
