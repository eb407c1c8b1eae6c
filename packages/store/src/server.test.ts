import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, inject, test } from 'vitest'
import { openStore } from './store.ts'
import { account, acquire, addJob, report } from './testing/grid.ts'
import { makeDatabase, runOn } from './testing/postgres.ts'

const server = inject('postgresUrl')

test('a server that is not there is unreachable, and the password is not told', async () => {
  const url = 'postgres://me:secret@127.0.0.1:1/grid'
  const error = await openStore({ url }).catch((cause: unknown) => cause)
  expect(error).toMatchObject({
    code: 'STORE_UNREACHABLE',
    retryable: true,
    hint: expect.stringContaining('DATABASE_URL') as string,
  })
  expect(String((error as Error).message)).toContain('postgres://127.0.0.1:1/grid')
  expect(String((error as Error).message)).not.toContain('secret')
})

test('a server that takes the connection and says nothing is unreachable', async () => {
  const silent = createServer()
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const sockets: { destroy(): void }[] = []
  silent.on('connection', (socket) => sockets.push(socket))
  const opening = openStore({ url: `postgres://127.0.0.1:${port}/grid` })
  await expect(opening).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', retryable: true })
  for (const socket of sockets) socket.destroy()
  silent.close()
})

test.each([
  ['a wrong password', (url: string) => url.replace(/:[^:@]*@/, ':wrong@')],
  ['an unknown database', (url: string) => url],
])('%s is refused, and trying again does not help', async (_, change) => {
  const opening = openStore({ url: change(`${server}/no_such_database`) })
  await expect(opening).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', retryable: false })
})

test.each(['', 'localhost:5432', 'mysql://localhost/grid'])(
  '%j is no database URL',
  async (url) => {
    await expect(openStore({ url })).rejects.toMatchObject({ code: 'STORE_BAD_URL' })
  },
)

test('neither a URL nor a folder is an error', async () => {
  await expect(openStore({})).rejects.toMatchObject({ code: 'STORE_BAD_URL' })
})

test('a server that cuts every connection costs one retryable error at most', async () => {
  const url = await makeDatabase(server, 'cut')
  const store = await openStore({ url })
  await addJob(store, { units: 2, quorum: 1 })
  const [first, second] = await acquire(store, 1, { count: 2 })
  if (!first || !second) throw new Error('two leases expected')
  await report(store, first)
  await runOn(
    `${server}/postgres`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cut'`,
  )
  const answer = await report(store, second).catch((error: unknown) => error)
  if (answer !== 'applied') {
    expect(answer).toMatchObject({ code: 'STORE_UNREACHABLE', retryable: true })
    expect(['applied', 'repeated']).toContain(await report(store, second))
  }
  expect(await store.fetchTrackRecord(account(1))).toMatchObject({ credited: 2, refused: 0 })
  await store.close()
})

test('a duty ends with its connection, and closing gives back what is held', async () => {
  const url = await makeDatabase(server, 'duty')
  const [first, second] = [await openStore({ url }), await openStore({ url })]
  const release = await first.claimDuty('commit')
  expect(await second.claimDuty('commit')).toBeNull()
  await runOn(
    `${server}/postgres`,
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'duty'`,
  )
  // Its own connections were cut as well: the first call may have to find that out.
  const claim = () => second.claimDuty('commit').catch(() => second.claimDuty('commit'))
  expect(await claim()).not.toBeNull()
  // The one that lost it goes on unawares, and gives back nothing.
  await release?.()
  expect(await first.claimDuty('commit').catch(() => first.claimDuty('commit'))).toBeNull()
  await second.close()
  expect(await first.claimDuty('commit')).not.toBeNull()
  await first.close()
})
