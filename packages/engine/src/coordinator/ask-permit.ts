/**
 * Asks what an account may take: looks its record up, and where it comes from.
 *
 * A network is asked about once for each account, and only for work where trust decides: that an
 * account is cheap to make does no harm where a quorum of others decides beside it.
 */
import type { Account } from '@pumasi/domain'
import { decideAdmission, trustPhase } from '@pumasi/rules'
import type { Admission } from '@pumasi/rules'
import type { AccountStatus, Network } from '../ports/job-store.ts'
import type { Coordinator } from './context.ts'
import { decideLeases } from './decide-leases.ts'
import type { LeaseDecision } from './decide-leases.ts'

const DAY_MS = 86_400_000

/** Silence after which nobody waits for an independent account to check a unit. */
const INDEPENDENT_MS = 3_600_000

export async function askPermit(
  coordinator: Coordinator,
  account: Account,
  network: Network | null,
  nowMs: number,
): Promise<LeaseDecision & Pick<AccountStatus, 'trust'>> {
  const { store, rules } = coordinator
  const whence = network && { network, sinceMs: nowMs - INDEPENDENT_MS }
  const record = await store.fetchTrackRecord(account, whence)
  const admission = network && (await admit(coordinator, { account, network, nowMs }, record))
  return { ...decideLeases({ record, whence, admission }, rules), trust: record.trust }
}

interface Newcomer {
  readonly account: Account
  readonly network: Network
  readonly nowMs: number
}

async function admit(
  { store, rules }: Coordinator,
  newcomer: Newcomer,
  { trust, admitted, blocked }: AccountStatus,
): Promise<Admission | null> {
  if (rules.version === 1 || admitted || blocked !== null) return null
  if (trustPhase(trust, rules.trust) === 'established') return null
  const entrant = { ...newcomer, sinceMs: newcomer.nowMs - DAY_MS }
  return store.admitAccount(entrant, (address) => decideAdmission(address, rules.trust))
}
