import { createMemoryStore } from '@pumasi/engine/testing'
import type { Store } from './store.ts'
import { storeConforms } from './testing/conformance.ts'

let store: Store

storeConforms({
  name: 'memory',
  fresh: () => {
    store = createMemoryStore()
    return Promise.resolve(store)
  },
  coordinators: (count) => Promise.resolve(Array.from({ length: count }, () => store)),
})
