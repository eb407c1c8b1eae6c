/**
 * Pairing desk: brings a machine elsewhere and a wallet together, by a code of eight signs.
 *
 * States of a request: waiting (the code finds it), approved (the code finds nothing more, the
 * machine may collect), gone (ten minutes after it began). A code is good for one approval. Nothing
 * here has to be trusted: the machine checks the wallet's signature and names the wallet it wants.
 *
 * Kept in memory: a code is known to the coordinator that gave it out, and to none after a restart;
 * the machine then asks for another. Memory is bounded, and one key has one request.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { GridError, toHex } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import type { Clock } from '@pumasi/engine'
import { recoverChallenged, verifyDelegation, windowFaultAt } from '@pumasi/proof'
import type { SignedDelegation, SigningDomain } from '@pumasi/proof'
import { CODE_LENGTH, CODE_SIGNS } from '@pumasi/protocol'
import type { PairingAnswer, PairingApproval, PairingTicket } from '@pumasi/protocol'
import type { PairingView, PairingWish } from '@pumasi/protocol'
import type { Tokens } from '../tokens.ts'

export const PAIRING_MS = 600_000
/** Requests under way; of more the oldest are forgotten. */
const REQUESTS_MAX = 10_000

export interface PairingDesk {
  /** @throws `CHALLENGE_STALE`, `SESSION_NOT_HELD` */
  readonly begin: (wish: PairingWish) => PairingTicket
  /** @throws `PAIRING_UNKNOWN` */
  readonly look: (code: string) => PairingView
  /** @throws `PAIRING_UNKNOWN`, `PAIRING_OTHER_KEY`, `DELEGATION_*` */
  readonly approve: (approval: PairingApproval) => void
  /** @throws `PAIRING_UNKNOWN` */
  readonly collect: (claim: Digest) => PairingAnswer
}

export interface PairingParts {
  readonly tokens: Pick<Tokens, 'assertChallenge'>
  readonly clock: Clock
  readonly domain: SigningDomain
}

interface Request extends PairingView {
  readonly code: string
  readonly claim: Digest
  delegation: SignedDelegation | null
}

export function createPairingDesk({ tokens, clock, domain }: PairingParts): PairingDesk {
  /** By claim, oldest first: all live for the same time. */
  const requests = new Map<Digest, Request>()

  const sweep = (nowMs: number): void => {
    for (const [claim, { expiresAtMs }] of requests) {
      if (expiresAtMs > nowMs && requests.size < REQUESTS_MAX) break
      requests.delete(claim)
    }
  }
  const findByCode = (code: string): Request => {
    sweep(clock.nowMs())
    const found = [...requests.values()].find((one) => one.code === code && !one.delegation)
    if (found === undefined) throw unknown('code')
    return found
  }
  const freshCode = (): string => {
    const taken = new Set([...requests.values()].map(({ code }) => code))
    for (;;) {
      const code = Array.from({ length: CODE_LENGTH }, sign).join('')
      if (!taken.has(code)) return code
    }
  }

  return {
    begin: ({ session, name, platform, challenge, signature }) => {
      const nowMs = clock.nowMs()
      tokens.assertChallenge(session, challenge, nowMs)
      if (recoverChallenged(challenge, signature, domain) !== session) throw notHeld(session)
      sweep(nowMs)
      // A machine that asks again has lost its first code.
      for (const [claim, one] of requests) if (one.session === session) requests.delete(claim)
      const [code, claim] = [freshCode(), toHex(randomBytes(32)) as Digest]
      const expiresAtMs = nowMs + PAIRING_MS
      requests.set(claim, {
        ...{ code, claim, session, name, platform, expiresAtMs },
        delegation: null,
      })
      return { code, claim, expiresAtMs }
    },
    look: (code) => {
      const { session, name, platform, expiresAtMs } = findByCode(code)
      return { session, name, platform, expiresAtMs }
    },
    approve: ({ code, delegation: signed }) => {
      const request = findByCode(code)
      const { delegation } = signed
      if (delegation.session !== request.session) throw otherKey(request.session)
      if (!verifyDelegation(signed, domain)) throw forged(delegation.account)
      const fault = windowFaultAt(delegation, Math.floor(clock.nowMs() / 1_000))
      if (fault !== null) throw outOfTime(fault)
      request.delegation = signed
    },
    collect: (claim) => {
      sweep(clock.nowMs())
      const request = requests.get(claim)
      if (request === undefined) throw unknown('claim')
      // Kept until it ends: an answer that was lost on its way is asked for again.
      return { delegation: request.delegation }
    },
  }
}

const sign = (): string => CODE_SIGNS[randomInt(CODE_SIGNS.length)] ?? ''

const unknown = (what: 'code' | 'claim'): GridError =>
  new GridError('PAIRING_UNKNOWN', `found no machine that waits under this ${what}`, {
    hint: 'A code is good for ten minutes and one approval: start the worker with --pair again.',
  })

const notHeld = (session: Account): GridError =>
  new GridError('SESSION_NOT_HELD', `found a challenge that ${session} did not sign`, {
    hint: 'Sign the challenge with the session key that is to be paired.',
  })

const otherKey = (session: Account): GridError =>
  new GridError('PAIRING_OTHER_KEY', `found a delegation to another key, expected ${session}`, {
    hint: 'Look the code up again, and sign for the key that the machine shows.',
    details: { session },
  })

const forged = (account: Account): GridError =>
  new GridError(
    'DELEGATION_FORGED',
    `found a delegation that ${account} did not sign for this ledger`,
    { hint: 'Sign it with that account, for the chain and ledger the grid names.' },
  )

const outOfTime = (fault: 'DELEGATION_NOT_YET_VALID' | 'DELEGATION_EXPIRED'): GridError =>
  new GridError(fault, 'found a delegation that does not hold now', {
    hint: 'Sign one for now, and check the clock of this machine.',
  })
