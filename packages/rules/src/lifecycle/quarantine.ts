/**
 * Quarantine: what becomes of a unit that a voided batch credited and that cannot be shown sound.
 *
 * In: a believed unit with its receipts. Out: the same unit failed, and what it credited taken
 * back; null when it is not believed, so that a second time changes nothing.
 * Only a void undoes belief: no event of a host does (quarantine.test.ts).
 */
import { standingOf } from './standing.ts'
import type { Unit, UnitChange, UnitView } from './records.ts'

export function quarantineUnit({ unit, receipts }: UnitView): UnitChange | null {
  if (unit.state !== 'believed') return null
  const failed: Unit = { ...unit, state: 'failed', failure: 'VOIDED', verdict: null, vacant: 0 }
  const credited = receipts.filter(({ standing }) => standing === 'credited')
  return {
    unit: failed,
    leases: [],
    receipts: credited.map((record) => ({
      ...record,
      ...standingOf(record.receipt, failed),
      creditMicro: 0n,
    })),
  }
}
