import { afterAll, beforeAll, inject } from 'vitest'
import { openStore } from './store.ts'
import type { Store } from './store.ts'
import { storeConforms } from './testing/conformance.ts'
import { truncateSql } from './testing/harness.ts'
import { makeDatabase, runOn } from './testing/postgres.ts'

const COORDINATORS = 8
let url: string
let stores: readonly Store[]

beforeAll(async () => {
  url = await makeDatabase(inject('postgresUrl'), 'conformance')
  // All at once on an empty database: one of them migrates, the others wait for it.
  stores = await Promise.all(Array.from({ length: COORDINATORS }, () => openStore({ url })))
})
afterAll(() => Promise.all(stores.map((store) => store.close())))

storeConforms({
  name: 'Postgres',
  async fresh() {
    await runOn(url, truncateSql)
    const [store] = stores
    if (store === undefined) throw new Error('a store expected')
    return store
  },
  coordinators: (count) => Promise.resolve(stores.slice(0, count)),
})
