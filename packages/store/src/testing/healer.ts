/**
 * A coordinator that is killed in the middle of a healing: its last act is to decide about a unit,
 * when voids are noted, batches are made anew and units have left theirs. `node healer.ts PLACE`,
 * PLACE being the options of a store as JSON.
 */
import type { StoreOptions } from '../open-database.ts'
import { openStore } from '../store.ts'
import { makeJob } from './grid.ts'
import { healing, threeBatchesJob } from './healing.ts'

const [place = '{}'] = process.argv.slice(2)
const store = await openStore(JSON.parse(place) as StoreOptions)
const job = makeJob(threeBatchesJob)
await store.heal({
  ...(await healing(store, job)),
  released: [],
  quarantined: [
    { jobId: job.id, unitIndex: 0, batchId: 1, reason: 'OUTPUT_DIFFERS', accounts: [] },
  ],
  decide: () => {
    process.kill(process.pid, 'SIGKILL')
    throw new Error('a process outlived its end')
  },
})
