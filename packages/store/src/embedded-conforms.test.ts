import { afterAll, beforeAll } from 'vitest'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { storeOver } from './store.ts'
import type { Store } from './store.ts'
import { storeConforms } from './testing/conformance.ts'
import { truncateSql } from './testing/harness.ts'

let database: Database
let store: Store

beforeAll(async () => {
  database = await openEmbedded(null)
  store = await storeOver(database)
}, 60_000)
afterAll(() => store.close())

storeConforms({
  name: 'PGlite',
  async fresh() {
    await database.run(truncateSql)
    return store
  },
  coordinators: (count) => Promise.resolve(Array.from({ length: count }, () => store)),
})
