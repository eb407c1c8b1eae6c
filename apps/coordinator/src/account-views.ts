/**
 * Hosts and accounts as the wire shows them.
 *
 * Every field is named here: what the store learns about them later goes nowhere by itself.
 */
import { decideAllowance, decidePermit, trustPhase } from '@pumasi/rules'
import type { GridRules } from '@pumasi/rules'
import type { AccountActivity, AccountRecord, HostActivity } from '@pumasi/engine'
import type { AccountView, HostView, TrustView } from '@pumasi/protocol'

export function toHostView(host: HostActivity, rules: GridRules): HostView {
  const { blocked, record } = host
  const permit = decidePermit(host)
  const refused = permit.allowed ? null : permit.reason
  return {
    session: host.session,
    account: host.account,
    name: host.name,
    platform: host.platform,
    firstSeenMs: host.firstSeenMs,
    lastSeenMs: host.lastSeenMs,
    activeLeases: host.activeLeases,
    received: host.received,
    pending: host.pending,
    credited: host.credited,
    refused: host.refused,
    expired: host.expired,
    returned: host.returned,
    creditMicro: host.creditMicro,
    trust: toTrustView(record, rules),
    suspended: blocked ?? refused ?? suspensionOf(record, rules),
  }
}

export function toAccountView(account: AccountActivity, rules: GridRules): AccountView {
  const { blocked, record } = account
  const permit = decidePermit(account)
  return {
    account: account.account,
    hosts: account.hosts,
    name: account.name,
    firstSeenMs: account.firstSeenMs,
    lastSeenMs: account.lastSeenMs,
    received: account.received,
    credited: account.credited,
    refused: account.refused,
    expired: account.expired,
    returned: account.returned,
    creditMicro: account.creditMicro,
    trust: toTrustView(record, rules),
    suspended: permit.allowed ? suspensionOf(record, rules) : permit.reason,
    blocked: blocked && {
      ...{ reason: blocked.reason, atMs: blocked.atMs, operator: blocked.operator },
    },
  }
}

function toTrustView(record: AccountRecord | null, rules: GridRules): TrustView | null {
  if (record === null || rules.version === 1) return null
  const { trust, reason } = record
  const phase = trustPhase(trust, rules.trust)
  return { phase, strikes: trust.strikes, history: trust.history, reason }
}

/** Why trust gives an account nothing any more, or null. */
function suspensionOf(record: AccountRecord | null, rules: GridRules): string | null {
  if (record === null || rules.version === 1) return null
  if (trustPhase(record.trust, rules.trust) !== 'suspended') return null
  return decideAllowance(record.trust, 0, rules.trust).reason
}
