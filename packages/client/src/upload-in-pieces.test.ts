import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { digestOf } from '@pumasi/domain'
import { connectGrid } from './connect.ts'
import type { GridConnection } from './connect.ts'

const bytes = new Uint8Array(9 * 1024 * 1024).map((_, index) => index % 253)
const digest = digestOf(bytes)
let connection: GridConnection
/** What a coordinator on a bad line has of the upload, and what it does with the next piece. */
let arrived: Buffer
let location: string
let onPiece: (number: number) => 'take' | 'break' | 'lose the answer' | 'refuse'
let pieces: number

const refuse = (answer: ServerResponse, status: number, code: string): void => {
  const error = { code, message: code, retryable: false, details: {} }
  answer.writeHead(status).end(JSON.stringify({ error }))
}
async function serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const whole = arrived.length === bytes.length
  if (request.url?.startsWith('/blobs/')) return void answer.writeHead(whole ? 200 : 404).end()
  if (request.method === 'POST') {
    expect(request.headers['upload-length']).toBe(String(bytes.length))
    return void answer.writeHead(201, { location }).end()
  }
  if (request.method === 'HEAD') {
    // A complete upload is a blob, and no upload any more.
    if (whole) return void answer.writeHead(404).end()
    return void answer.writeHead(200, { 'upload-offset': arrived.length }).end()
  }
  expect(request.headers['upload-offset']).toBe(String(arrived.length))
  const act = onPiece((pieces += 1))
  if (act === 'refuse') return refuse(answer, 400, 'BLOB_MISMATCH')
  const { socket } = request
  const parts: Buffer[] = []
  for await (const part of request) {
    parts.push(part as Buffer)
    if (act === 'break') break
  }
  arrived = Buffer.concat([arrived, ...parts])
  if (act === 'take') answer.writeHead(204).end()
  else socket.destroy()
}
const server = createServer((request, answer) => {
  serve(request, answer).catch(() => answer.destroy())
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
beforeEach(() => {
  arrived = Buffer.alloc(0)
  location = '/uploads/abc'
  pieces = 0
  onPiece = () => 'take'
})
const isWhole = (): boolean => Buffer.compare(arrived, bytes) === 0

test('sends a large blob in pieces', async () => {
  expect(await connection.upload(bytes)).toBe(digest)
  expect([isWhole(), pieces]).toEqual([true, 3])
})

test('goes on from what arrived when the line breaks, or the last answer is lost', async () => {
  onPiece = (number) => {
    if (number === 2) return 'break'
    return arrived.length + 5e6 > bytes.length ? 'lose the answer' : 'take'
  }
  await connection.upload(bytes)
  expect(isWhole()).toBe(true)
})

test('gives up at once on what will never be taken', async () => {
  onPiece = () => 'refuse'
  await expect(connection.upload(bytes)).rejects.toMatchObject({ code: 'BLOB_MISMATCH' })
  expect(pieces).toBe(1)
})

test.each(['http://192.0.2.1/uploads/abc', '/elsewhere', '', '/uploads/../x'])(
  'never follows to %j',
  async (place) => {
    location = place
    await expect(connection.upload(bytes)).rejects.toMatchObject({ code: 'BLOB_REFUSED' })
    expect(pieces).toBe(0)
  },
)
