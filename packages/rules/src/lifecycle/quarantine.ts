/**
 * Quarantine: what becomes of a unit that a voided batch credited and that cannot be shown sound.
 *
 * In: a believed unit with its receipts. Out: the same unit failed, what it credited in that batch
 * taken back, what waits dropped; null when it is not believed, so that a second time changes
 * nothing.
 * Only a void undoes belief: no event of a host does (quarantine.test.ts).
 */
import type { Hex } from '@pumasi/domain'
import { standingOf } from './standing.ts'
import type { ReceiptRecord, Unit, UnitChange, UnitView } from './records.ts'

const VOIDED = 'Void: the unit was ruled wrong, or its batch was voided and it is not shown sound.'

/** `lost`: the digests of the receipts whose credit is gone; all of them when not given. */
export function quarantineUnit(
  { unit, receipts }: UnitView,
  lost?: ReadonlySet<Hex>,
): UnitChange | null {
  if (unit.state !== 'believed') return null
  const failed: Unit = { ...unit, state: 'failed', failure: 'VOIDED', verdict: null, vacant: 0 }
  const falls = ({ standing, trust }: ReceiptRecord): boolean =>
    standing === 'pending' ||
    (standing === 'credited' && (lost === undefined || (trust !== null && lost.has(trust.digest))))
  return {
    unit: failed,
    leases: [],
    receipts: receipts.filter(falls).map((record) => ({
      ...record,
      ...standingOf(record.receipt, failed),
      creditMicro: 0n,
      trust: record.trust && { ...record.trust, state: 'decided', reason: VOIDED },
    })),
  }
}
