import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SLICES } from '@pumasi/engine'
import { createClock, createMemoryStore } from '@pumasi/engine/testing'
import { digestOf, utf8 } from '@pumasi/domain'
import { openFileBlobs } from '@pumasi/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from './config/read-config.ts'
import { retentionChores, retentionSettings } from './retention.ts'
import { silent } from './testing/test-coordinator.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-retention-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('as many steps as there are slices look at every blob once', async () => {
  const blobs = await openFileBlobs(folder)
  const digest = await blobs.putBlob(utf8('nobody needs this'))
  const young = await blobs.putBlob(utf8('nor this, yet'))
  await utimes(join(folder, digest.slice(2, 4), digest.slice(2)), 0, 0)
  const config = readConfig(retentionSettings, [], {})?.config
  if (config === undefined) throw new Error('a configuration expected')
  const parts = { retention: createMemoryStore(), clock: createClock(Date.now()), blobs }
  const [sweep] = retentionChores(config, { ...parts, logger: silent })
  const changes: boolean[] = []
  for (let step = 0; step < SLICES; step += 1) changes.push((await sweep?.act()) === true)
  expect(changes.filter((changed) => changed)).toHaveLength(1)
  expect([await blobs.hasBlob(digest), await blobs.hasBlob(young)]).toEqual([false, true])
  expect(digest).toBe(digestOf(utf8('nobody needs this')))
})
