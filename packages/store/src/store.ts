/**
 * The store: `JobStore` and `GridView` over one database, migrated when it opens.
 *
 * A `postgres://` URL means a server; otherwise PGlite lives in a folder. Both run the same SQL and
 * pass the same conformance suite.
 */
import type { GridView, JobStore, Oversight, Pairings, Retention } from '@pumasi/engine'
import type { Database } from './database.ts'
import { explainFailure } from './failures.ts'
import { accountViewsIn } from './grid-view/accounts.ts'
import { batchViewsIn } from './grid-view/batches.ts'
import { hostViewsIn } from './grid-view/hosts.ts'
import { jobViewsIn } from './grid-view/jobs.ts'
import { workViewsIn } from './grid-view/work.ts'
import { totalViewsIn } from './grid-view/totals.ts'
import { batchableIn } from './job-store/batchable.ts'
import { batchesIn } from './job-store/batches.ts'
import { healingIn } from './job-store/healing.ts'
import { hostsIn } from './job-store/hosts.ts'
import { unitViewsIn } from './grid-view/units.ts'
import { jobsIn } from './job-store/jobs.ts'
import { leasesIn } from './job-store/leases.ts'
import { oversightIn } from './job-store/oversight.ts'
import { pairingsIn } from './job-store/pairings.ts'
import { retentionIn } from './job-store/retention.ts'
import { trustIn } from './job-store/trust.ts'
import { unitsIn } from './job-store/units.ts'
import { applyMigrations, readMigrations } from './migrations.ts'
import { openDatabase } from './open-database.ts'
import type { StoreOptions } from './open-database.ts'

export type Store = JobStore & GridView & Oversight & Pairings & Retention

/**
 * Opens the store and brings its schema up to date.
 * @throws `STORE_UNREACHABLE`, `STORE_LOCKED`, `STORE_SCHEMA_NEWER`, `STORE_SCHEMA_DAMAGED`,
 * `STORE_BAD_URL`, `STORE_DAMAGED`
 */
export const openStore = async (options: StoreOptions): Promise<Store> =>
  storeOver(await openDatabase(options))

/** Migrates a database and puts the store over it; closes it again when that fails. */
export async function storeOver(database: Database): Promise<Store> {
  try {
    await applyMigrations(database, await readMigrations())
  } catch (error) {
    await database.close().catch(() => undefined)
    throw explainFailure(error, database.place)
  }
  const store: Store = {
    ...jobsIn(database),
    ...hostsIn(database),
    ...leasesIn(database),
    ...unitsIn(database),
    ...batchableIn(database),
    ...batchesIn(database),
    ...healingIn(database),
    ...oversightIn(database),
    ...pairingsIn(database),
    ...retentionIn(database),
    ...trustIn(database),
    ...jobViewsIn(database),
    ...hostViewsIn(database),
    ...accountViewsIn(database),
    ...batchViewsIn(database),
    ...unitViewsIn(database),
    ...totalViewsIn(database),
    ...workViewsIn(database),
    claimDuty: (name) => database.claimDuty(name),
    ping: () => database.query('SELECT 1', []).then(succeeded, failed),
    close: () => database.close(),
  }
  return explained(store, database.place)
}

const succeeded = (): boolean => true
const failed = (): boolean => false

/** Every method the same, with its failures in the house's words. */
function explained(store: Store, place: string): Store {
  const methods = Object.entries(store) as [string, (...args: unknown[]) => Promise<unknown>][]
  const wrapped = methods.map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await method(...args)
      } catch (error) {
        throw explainFailure(error, place)
      }
    },
  ])
  return Object.fromEntries(wrapped) as Store
}
