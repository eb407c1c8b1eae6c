import type { JobId } from '@pumasi/domain'
import { expect, test } from 'vitest'
import type { Unit } from './records.ts'
import { decideWhereabouts } from './whereabouts.ts'
import type { UnitPlace } from './whereabouts.ts'

const unit: Unit = {
  ...{ jobId: `0x${'00'.repeat(32)}` as JobId, unitIndex: 0, state: 'open' as const },
  ...{ wanted: 2, vacant: 0, verdict: null, failure: null },
}
const place: UnitPlace = { unit, leases: [], receipts: [], paused: false, batch: null }
const [active, ended] = [{ state: 'active' as const }, { state: 'expired' as const }]
const vote = { standing: 'pending' as const, trust: null }
const provisional = { standing: 'pending' as const, trust: { state: 'provisional' as const } }
const believed = { ...unit, state: 'believed' as const }
const batch = { id: 7, committed: false }

test.each<[Partial<UnitPlace>, object]>([
  [{ unit: { ...unit, vacant: 2 } }, { code: 'WAITS_FOR_HOSTS', vacant: 2, votes: 0 }],
  [
    { unit: { ...unit, vacant: 1 }, leases: [ended], receipts: [vote] },
    { code: 'WAITS_FOR_HOSTS', vacant: 1, votes: 1 },
  ],
  [
    { leases: [active, ended], receipts: [vote] },
    { code: 'RUNNING', running: 1, votes: 1 },
  ],
  [{ unit: { ...unit, vacant: 2 }, paused: true }, { code: 'PAUSED' }],
  // What runs goes on, paused or not.
  [
    { leases: [active], paused: true },
    { code: 'RUNNING', running: 1, votes: 0 },
  ],
  [{ receipts: [provisional] }, { code: 'PROVISIONAL', votes: 1 }],
  [{ receipts: [vote, vote] }, { code: 'DECIDING', votes: 2 }],
  [
    { unit: believed, leases: [active] },
    { code: 'WAITS_FOR_LATE', running: 1 },
  ],
  [{ unit: believed }, { code: 'WAITS_FOR_BATCH' }],
  [
    { unit: believed, batch },
    { code: 'WAITS_FOR_CHAIN', batchId: 7 },
  ],
  [
    { unit: believed, batch: { ...batch, committed: true } },
    { code: 'ON_CHAIN', batchId: 7 },
  ],
  [
    { unit: { ...unit, state: 'failed', failure: 'NO_AGREEMENT' } },
    { code: 'FAILED', failure: 'NO_AGREEMENT' },
  ],
  [{ unit: { ...unit, state: 'cancelled' }, paused: true }, { code: 'CANCELLED' }],
])('%j', (changes, expected) => {
  expect(decideWhereabouts({ ...place, ...changes })).toEqual(expected)
})
