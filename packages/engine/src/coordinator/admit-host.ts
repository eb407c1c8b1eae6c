/** Admits a host: checks the delegation and that the session key is held, and remembers both. */
import { GridError } from '@pumasi/domain'
import type { Account, Hex } from '@pumasi/domain'
import { epochFaultNow, recoverChallenged, verifyDelegation, windowFaultAt } from '@pumasi/proof'
import type { Delegation, SignedDelegation } from '@pumasi/proof'
import type { Coordinator } from './context.ts'

/** Age of the epochs by which a host is turned away: the chain is asked once a second at most. */
const MISMATCH_AGE_MS = 1_000

export interface HostCandidate {
  readonly delegation: SignedDelegation
  readonly name: string
  readonly platform: string
  /** What the host was asked to sign, and its answer (`signChallenge`). */
  readonly challenge: Hex
  readonly signature: string
}

/** Answers the session key. @throws `DELEGATION_*`, `SESSION_NOT_HELD`, `EPOCHS_UNKNOWN` */
export async function admitHost(
  coordinator: Coordinator,
  { delegation: signed, name, platform, challenge, signature }: HostCandidate,
): Promise<Account> {
  const { store, clock, domain } = coordinator
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
  await assertEpoch(coordinator, delegation)
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

/** Whoever has just revoked comes with the new epoch at once: the table may have to be read. */
async function assertEpoch({ epochs }: Coordinator, delegation: Delegation): Promise<void> {
  const { account, epoch } = delegation
  const known = (await epochs.fetch()).get(account) ?? 0
  const now = known === epoch ? known : ((await epochs.fetch(MISMATCH_AGE_MS)).get(account) ?? 0)
  const fault = epochFaultNow(delegation, now)
  if (fault === null) return
  throw new GridError(
    fault,
    `found a delegation of epoch ${epoch}, expected epoch ${now} of ${account}`,
    {
      hint: 'The wallet revoked its sessions on the ledger: delegate again, with its epoch there.',
      details: { account, found: epoch, expected: now },
    },
  )
}

export const unknownHost = (session: Account): GridError =>
  new GridError('UNKNOWN_HOST', `found no host with the session key ${session}`, {
    hint: 'Register the host first.',
  })
