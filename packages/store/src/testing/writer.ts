/**
 * A coordinator that works until it is killed: reports units one after another and says so only
 * when the store has answered. `node writer.ts DATA_DIR`.
 */
import { writeSync } from 'node:fs'
import { openStore } from '../store.ts'
import { acquire, addJob, report } from './grid.ts'

const [dataDir] = process.argv.slice(2)
const store = await openStore({ dataDir })
await addJob(store, { units: 100_000, quorum: 1 })
for (;;) {
  for (const lease of await acquire(store, 1, { count: 20 })) {
    await report(store, lease)
    writeSync(1, `${lease.unitIndex}\n`)
  }
}
