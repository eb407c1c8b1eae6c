/** The conformance suite: what every database under the store must do. */
import { describe } from 'vitest'
import { batchesConform } from './batches.ts'
import { bundlesConform } from './bundles.ts'
import { dutiesConform } from './duties.ts'
import type { Harness } from './harness.ts'
import { healingConforms } from './healing.ts'
import { jobsConform } from './jobs.ts'
import { leasesConform } from './leases.ts'
import { networksConform } from './networks.ts'
import { oversightConforms } from './oversight.ts'
import { pairingsConform } from './pairings.ts'
import { retentionConforms } from './retention.ts'
import { steeringConforms } from './steering.ts'
import { trustConforms } from './trust.ts'
import { unitsConform } from './units.ts'
import { viewsConform } from './views.ts'
import { waitingConform } from './waiting.ts'

export function storeConforms(harness: Harness): void {
  describe(harness.name, () => {
    describe('jobs and hosts', () => jobsConform(harness))
    describe('leases', () => leasesConform(harness))
    describe('steering', () => steeringConforms(harness))
    describe('units', () => unitsConform(harness))
    describe('bundles', () => bundlesConform(harness))
    describe('batches', () => batchesConform(harness))
    describe('waiting', () => waitingConform(harness))
    describe('healing', () => healingConforms(harness))
    describe('trust', () => trustConforms(harness))
    describe('networks', () => networksConform(harness))
    describe('duties', () => dutiesConform(harness))
    describe('oversight', () => oversightConforms(harness))
    describe('pairings', () => pairingsConform(harness))
    describe('retention', () => retentionConforms(harness))
    describe('views', () => viewsConform(harness))
  })
}
