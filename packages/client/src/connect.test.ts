import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { connectGrid } from './connect.ts'
import type { GridConnection } from './connect.ts'

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
