/**
 * Pairing desk: brings a machine elsewhere and a wallet together, by a code of eight signs.
 *
 * States of a request: waiting (the code finds it), approved (the code finds nothing more, the
 * machine may collect), gone (ten minutes after it began). A code is good for one approval. Nothing
 * here has to be trusted: the machine checks the wallet's signature and names the wallet it wants.
 *
 * Kept in the store, so that whichever coordinator a page asks finds the code of another. The
 * number of requests is bounded, and one key has one request.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { GridError, digestOf, fromHex, invariant, toHex } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import type { Clock, PairingRecord, Pairings } from '@pumasi/engine'
import { recoverChallenged, verifyDelegation, windowFaultAt } from '@pumasi/proof'
import type { SigningDomain } from '@pumasi/proof'
import { CODE_LENGTH, CODE_SIGNS } from '@pumasi/protocol'
import type { PairingAnswer, PairingApproval, PairingTicket } from '@pumasi/protocol'
import type { PairingView, PairingWish } from '@pumasi/protocol'
import type { Tokens } from '../tokens.ts'

export const PAIRING_MS = 600_000
/** Requests under way; of more the oldest are forgotten. */
const REQUESTS_MAX = 10_000
/** Codes tried for one request: two alike are less likely than a broken store. */
const TRIES_MAX = 20

export interface PairingDesk {
  /** @throws `CHALLENGE_STALE`, `SESSION_NOT_HELD` */
  readonly begin: (wish: PairingWish) => Promise<PairingTicket>
  /** @throws `PAIRING_UNKNOWN` */
  readonly look: (code: string) => Promise<PairingView>
  /** @throws `PAIRING_UNKNOWN`, `PAIRING_OTHER_KEY`, `DELEGATION_*` */
  readonly approve: (approval: PairingApproval) => Promise<void>
  /** @throws `PAIRING_UNKNOWN` */
  readonly collect: (claim: Digest) => Promise<PairingAnswer>
}

export interface PairingParts {
  readonly pairings: Pairings
  readonly tokens: Pick<Tokens, 'assertChallenge'>
  readonly clock: Clock
  readonly domain: SigningDomain
}

export function createPairingDesk(parts: PairingParts): PairingDesk {
  const { pairings, tokens, clock, domain } = parts
  const findWaiting = async (code: string): Promise<PairingRecord> => {
    const found = await pairings.findPairing(code, clock.nowMs())
    if (found === null || found.delegation !== null) throw unknown('code')
    return found
  }
  return {
    begin: async ({ session, name, platform, challenge, signature }) => {
      const nowMs = clock.nowMs()
      tokens.assertChallenge(session, challenge, nowMs)
      if (recoverChallenged(challenge, signature, domain) !== session) throw notHeld(session)
      const claim = toHex(randomBytes(32)) as Digest
      const expiresAtMs = nowMs + PAIRING_MS
      const request = { claimDigest: digestOfClaim(claim), session, name, platform, expiresAtMs }
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const code = Array.from({ length: CODE_LENGTH }, sign).join('')
        const bounds = { nowMs, max: REQUESTS_MAX }
        if (await pairings.insertPairing({ ...request, code }, bounds)) {
          return { code, claim, expiresAtMs }
        }
      }
      invariant(false, 'a code that is nobody else’s', { tries: TRIES_MAX })
    },
    look: async (code) => {
      const { session, name, platform, expiresAtMs } = await findWaiting(code)
      return { session, name, platform, expiresAtMs }
    },
    approve: async ({ code, delegation: signed }) => {
      const { session, claimDigest } = await findWaiting(code)
      const { delegation } = signed
      if (delegation.session !== session) throw otherKey(session)
      if (!verifyDelegation(signed, domain)) throw forged(delegation.account)
      const nowMs = clock.nowMs()
      const fault = windowFaultAt(delegation, Math.floor(nowMs / 1_000))
      if (fault !== null) throw outOfTime(fault)
      if (!(await pairings.approvePairing(claimDigest, signed, nowMs))) throw unknown('code')
    },
    collect: async (claim) => {
      const found = await pairings.fetchPairing(digestOfClaim(claim), clock.nowMs())
      if (found === null) throw unknown('claim')
      // Kept until it ends: an answer that was lost on its way is asked for again.
      return { delegation: found.delegation }
    },
  }
}

/** The store learns nothing by which it could collect. */
const digestOfClaim = (claim: Digest): Digest => digestOf(fromHex(claim))

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
