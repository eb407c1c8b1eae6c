/** kill -9 inside the one transaction of a healing, on both databases. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, inject, onTestFinished, test } from 'vitest'
import type { StoreOptions } from './open-database.ts'
import { openStore } from './store.ts'
import { healing, stateOf, threeBatches } from './testing/healing.ts'
import { makeDatabase } from './testing/postgres.ts'

const healer = fileURLToPath(new URL('./testing/healer.ts', import.meta.url))

const places: readonly (readonly [string, () => Promise<StoreOptions>])[] = [
  [
    'embedded',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'pumasi-heal-'))
      onTestFinished(() => rm(folder, { recursive: true, force: true }))
      return { dataDir: join(folder, 'database') }
    },
  ],
  ['Postgres', async () => ({ url: await makeDatabase(inject('postgresUrl'), 'healing_killed') })],
]

test.each(places)('%s: of a healing that was killed nothing is left', async (_, make) => {
  const place = await make()
  const before = await openStore(place)
  const { job } = await threeBatches(before)
  const state = await stateOf(before)
  await before.close()

  const child = spawn(process.execPath, [healer, JSON.stringify(place)], { stdio: 'inherit' })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])

  const store = await openStore(place)
  onTestFinished(() => store.close())
  expect(await stateOf(store)).toEqual(state)
  // Nor a lock: the next coordinator heals, and comes to what it would have come to.
  expect(await store.heal(await healing(store, job))).toBe('healed')
  expect(await stateOf(store)).toMatchObject({ healed: [1], batchable: { ready: 1 } })
})
