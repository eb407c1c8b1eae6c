/**
 * A mirror's folder behind HTTP: `GET /blobs/0x...`, and nothing else of the machine. A blob never
 * changes, so that every cache between here and an auditor may keep it; whoever reads checks it.
 *
 * Bounded: connections, the time a request and an answer may take, and memory, since bytes go from
 * the file to the socket part by part.
 */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseRange } from '@pumasi/protocol'
import { unusableAddress } from '../terminal/unusable-address.ts'

export interface HostAndPort {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
}

export interface ServedMirror {
  readonly url: string
  /** Ends it, and every answer under way. */
  readonly close: () => Promise<void>
}

const CONNECTIONS_MAX = 256
const REQUEST_MS = 15_000
/** Silence after which a reader is given up, and the time any answer may take. */
const SILENCE_MS = 30_000
const ANSWER_MS = 600_000

/** Only this: no other name, no folder, no query, no encoding of any of them. */
const blobPath = /^\/blobs\/(0x[0-9a-f]{64})$/

/** @throws `PORT_IN_USE`, `ADDRESS_UNUSABLE` */
export async function serveMirror(folder: string, where: HostAndPort): Promise<ServedMirror> {
  const server = createServer(
    { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 5_000 },
    (request, response) => void answer(folder, request, response),
  )
  server.maxConnections = CONNECTIONS_MAX
  server.setTimeout(SILENCE_MS)
  await listen(server, where)
  const { address, family, port } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse) {
  const end = setTimeout(() => response.destroy(), ANSWER_MS)
  try {
    await answerBlob(folder, request, response)
  } catch {
    // A reader that went away, or a disk that failed: a broken answer is no blob.
    response.destroy()
  } finally {
    clearTimeout(end)
  }
}

async function answerBlob(folder: string, request: IncomingMessage, response: ServerResponse) {
  const { method, url = '', headers } = request
  // Pages of any origin may read: what is here is public, and known by its digest.
  response.setHeader('access-control-allow-origin', '*')
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const digest = blobPath.exec(url)?.[1]
  const file = digest === undefined ? null : await openBlob(join(folder, digest))
  if (file === null) {
    response.writeHead(404, { 'cache-control': 'no-store' }).end()
    return
  }
  try {
    const { handle, size } = file
    const etag = `"${digest}"`
    const known = headers['if-none-match']?.includes(etag) === true
    const stale = ![undefined, etag].includes(headers['if-range'] as string | undefined)
    const range = stale ? 'whole' : parseRange(headers.range, size)
    response
      .setHeader('accept-ranges', 'bytes')
      .setHeader('cache-control', 'public, max-age=31536000, immutable')
      .setHeader('content-type', 'application/octet-stream')
      .setHeader('etag', etag)
      .setHeader('x-content-type-options', 'nosniff')
    if (known) {
      response.writeHead(304).end()
      return
    }
    if (range === 'beyond') {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end()
      return
    }
    const { from, to } = range === 'whole' ? { from: 0, to: size - 1 } : range
    if (range !== 'whole') response.setHeader('content-range', `bytes ${from}-${to}/${size}`)
    response.writeHead(range === 'whole' ? 200 : 206, { 'content-length': to - from + 1 })
    if (method === 'HEAD' || size === 0) response.end()
    else
      await pipeline(handle.createReadStream({ start: from, end: to, autoClose: false }), response)
  } finally {
    await file.handle.close()
  }
}

/** A regular file under that very name: no link out of the folder, no pipe that never ends. */
async function openBlob(path: string): Promise<{ handle: FileHandle; size: number } | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null)
  if (handle === null) return null
  const info = await handle.stat()
  if (info.isFile()) return { handle, size: info.size }
  await handle.close()
  return null
}

function listen(server: Server, { host, port }: HostAndPort): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(unusableAddress(cause, { host, port }))
    })
    server.listen({ host, port }, resolve)
  })
}
