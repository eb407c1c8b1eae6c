import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { PROTOCOL_VERSION, PROTOCOL_VERSION_LEAST } from '@pumasi/protocol'
import { connectGrid } from './connect.ts'
import type { GridConnection } from './connect.ts'
import { signIn, walletOfKey } from './sign-in.ts'
import { submitJob } from './submit-job.ts'
import { description, startSmallCoordinator } from './testing/small-coordinator.ts'

const bytes = utf8('ten bytes!')
const digest = digestOf(bytes)
const other = digestOf(utf8('another'))
let connection: GridConnection
let sent = 0
const server = createServer((request, answer) => {
  if (request.url === `/blobs/${digest}`) return void answer.end(bytes)
  if (request.url !== `/blobs/${other}`) {
    const error = { code: 'COORDINATOR_BUSY', message: 'busy', retryable: true, details: { a: 1 } }
    return void answer.writeHead(503).end(JSON.stringify({ error }))
  }
  // Bytes without end, as fast as they are taken.
  const more = (): void => {
    while (!answer.destroyed && answer.write(new Uint8Array(65_536))) sent += 65_536
  }
  answer.on('drain', more)
  more()
})
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  connection = connectGrid({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('downloads what is no larger than expected', async () => {
  expect(await connection.download(digest, bytes.length)).toEqual(bytes)
  const tooLarge = { code: 'BLOB_TOO_LARGE', details: { expectedMax: bytes.length - 1 } }
  await expect(connection.download(digest, bytes.length - 1)).rejects.toMatchObject(tooLarge)
})

test('stops reading bytes without end', async () => {
  const download = connection.download(other, 1_000_000)
  await expect(download).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' })
  expect(sent).toBeLessThan(100_000_000)
})

test('keeps all that a refusal says', async () => {
  const refused = connection.download(digestOf(utf8('none')), 10)
  await expect(refused).rejects.toMatchObject({
    ...{ code: 'COORDINATOR_BUSY', retryable: true, details: { a: 1 } },
  })
})

test.each(['', '127.0.0.1:4600', 'file:///etc/passwd', 'http://', 'javascript:alert(1)'])(
  '%j is no address of a coordinator',
  (url) => {
    const refused = expect.objectContaining({ code: 'COORDINATOR_URL_INVALID' })
    expect(() => connectGrid({ url })).toThrow(refused)
  },
)

test.each(['two words', 'line\nfeed', '토큰', 'x'.repeat(5000)])('%j is no token', (token) => {
  const refused = expect.objectContaining({ code: 'TOKEN_MALFORMED' })
  expect(() => connectGrid({ url: 'http://127.0.0.1:1', token })).toThrow(refused)
  expect(() => connectGrid({ url: 'http://127.0.0.1:1', token })).not.toThrow(token.slice(0, 9))
})

test('nobody there is said with the address', async () => {
  const nowhere = connectGrid({ url: 'http://127.0.0.1:1' })
  const error = { code: 'COORDINATOR_UNREACHABLE', retryable: true }
  await expect(nowhere.call((client) => client.job.list.query())).rejects.toMatchObject(error)
  await expect(nowhere.upload(bytes)).rejects.toMatchObject(error)
})

describe('versions', () => {
  const asked: string[] = []
  /** A coordinator that speaks these, and notes whatever else it is asked. */
  async function speaking(protocolVersionLeast: number, protocolVersion: number) {
    const grid = await startSmallCoordinator(0)
    onTestFinished(() => grid.close())
    const { service } = grid
    const versions = { protocolVersionLeast, protocolVersion }
    const note = async (): Promise<never> => void asked.push('asked') as never
    asked.length = 0
    Object.assign(service, {
      describe: async () => ({ ...description, ...versions }),
      ...{ fetchJobs: note, submit: note, cancel: note, signInTerms: note, signIn: note },
    })
    return { grid, versions }
  }
  const wallet = walletOfKey(`0x${'11'.repeat(32)}`)
  const job = { spec: {} as never, wallMaxMs: 1, blobs: new Map([[digest, bytes]]) }

  test.each([
    ['older than any we speak', 0, PROTOCOL_VERSION_LEAST - 1],
    ['newer than any we speak', PROTOCOL_VERSION + 1, PROTOCOL_VERSION + 7],
  ])('of a coordinator %s are told, and nothing is asked', async (_, least, newest) => {
    const { grid } = await speaking(least, newest)
    const unknown = {
      ...{ code: 'PROTOCOL_VERSION_UNKNOWN', retryable: false },
      message: `found protocol versions ${least} to ${newest}, expected one of ${PROTOCOL_VERSION_LEAST} to ${PROTOCOL_VERSION}`,
      hint: 'Update the program that asks, or the coordinator, whichever is older.',
    }
    const here = connectGrid(grid)
    await expect(here.call((client) => client.job.list.query())).rejects.toMatchObject(unknown)
    await expect(submitJob(here, job)).rejects.toMatchObject(unknown)
    await expect(signIn(grid.url, wallet, 1_000)).rejects.toMatchObject(unknown)
    expect(asked).toEqual([])
  })

  test('with one in common are compared once, and again after a failure', async () => {
    const { grid, versions } = await speaking(PROTOCOL_VERSION, PROTOCOL_VERSION + 7)
    let compared = 0
    grid.service.describe = async () => {
      compared += 1
      return { ...description, ...versions }
    }
    const { call } = connectGrid(grid)
    const list = () => call((client) => client.job.list.query())
    await Promise.all([list(), list()])
    await list()
    expect([compared, asked.length]).toEqual([1, 3])
    // It was replaced while this one went on.
    versions.protocolVersionLeast = versions.protocolVersion
    grid.service.fetchJobs = () => Promise.reject(new Error('another wire'))
    await expect(list()).rejects.toMatchObject({ code: 'INTERNAL' })
    await expect(list()).rejects.toMatchObject({ code: 'PROTOCOL_VERSION_UNKNOWN' })
  })
})
