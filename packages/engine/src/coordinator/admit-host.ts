/** Admits a host: checks the delegation and that the session key is held, and remembers both. */
import { GridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { recoverChallenged, verifyDelegation, windowFaultAt } from '@pumasi/proof'
import type { SignedDelegation } from '@pumasi/proof'
import type { Coordinator } from './context.ts'

export interface HostCandidate {
  readonly delegation: SignedDelegation
  readonly name: string
  readonly platform: string
  /** What the host was asked to sign, and its answer (`signChallenge`). */
  readonly challenge: Hex
  readonly signature: string
}

/** @throws `DELEGATION_*`, `SESSION_NOT_HELD`; answers the session key admitted. */
export async function admitHost(
  { store, clock, domain }: Coordinator,
  { delegation: signed, name, platform, challenge, signature }: HostCandidate,
): Promise<Account> {
  const { delegation } = signed
  if (!verifyDelegation(signed, domain)) {
    throw new GridError(
      'DELEGATION_FORGED',
      `found a delegation that ${delegation.account} did not sign for this ledger`,
      {
        hint: 'Sign a new delegation with the wallet, for the chain and ledger the grid names.',
        details: { account: delegation.account, ...domain },
      },
    )
  }
  const nowMs = clock.nowMs()
  // The scope is checked against the job of each receipt.
  const fault = windowFaultAt(delegation, Math.floor(nowMs / 1000))
  if (fault !== null) {
    throw new GridError(
      fault,
      `found a delegation valid from ${delegation.notBefore} to ${delegation.expiresAt}, expected it to hold at ${Math.floor(nowMs / 1000)}`,
      { hint: 'Sign a delegation for now, and check the clock of this machine.' },
    )
  }
  if (recoverChallenged(challenge, signature, domain) !== delegation.session) {
    throw new GridError(
      'SESSION_NOT_HELD',
      `found a challenge that ${delegation.session} did not sign`,
      {
        hint: "Sign the coordinator's challenge with the session key that the wallet delegated to.",
      },
    )
  }
  await store.upsertHost({
    session: delegation.session,
    account: delegation.account,
    delegation: signed,
    name,
    platform,
    firstSeenMs: nowMs,
    lastSeenMs: nowMs,
  })
  return delegation.session
}

export const unknownHost = (session: Account): GridError =>
  new GridError('UNKNOWN_HOST', `found no host with the session key ${session}`, {
    hint: 'Register the host first.',
  })
