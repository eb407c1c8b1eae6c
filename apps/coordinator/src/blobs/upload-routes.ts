/**
 * Uploads in pieces: the core of tus 1.0.0 with its extensions creation, termination and
 * expiration, so that any tus client can send a blob over a line that breaks.
 *
 * POST /uploads with `Upload-Length` and the digest as `Upload-Metadata: digest <base64>` begins;
 * PATCH adds at `Upload-Offset`, HEAD tells it; the last byte makes the blob, or refuses it.
 */
import { GridError, parseDigest } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import type { Caller } from '@pumasi/protocol'
import type { UploadState } from '@pumasi/store'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { assertSize, sizeMaxOf } from './blob-parts.ts'
import type { BlobParts } from './blob-parts.ts'
import { countParts } from './checked-stream.ts'

const VERSION = '1.0.0'

interface ById {
  Params: { id: string }
}

/** For a server of their own, with no other parsers of bodies. */
export function addUploadRoutes(server: FastifyInstance, parts: BlobParts): void {
  const { desk, callerOf, admit, disk, onBytes } = parts

  server.addContentTypeParser('application/offset+octet-stream', (_request, body, done) => {
    done(null, body)
  })
  server.addHook('onRequest', async (request, reply) => {
    reply.header('tus-resumable', VERSION).header('cache-control', 'no-store')
    if (request.method === 'OPTIONS') return
    sizeMaxOf(callerOf(request))
    assertVersion(request)
    await admit('upload', request, reply)
  })

  server.options('/uploads', async (_request, reply) =>
    reply
      .header('tus-version', VERSION)
      .header('tus-extension', 'creation,termination,expiration')
      .status(204)
      .send(),
  )

  server.post('/uploads', async (request, reply) => {
    const caller = callerOf(request)
    const size = numberIn(request, 'upload-length')
    assertSize(size, sizeMaxOf(caller))
    await disk.assertRoom(size)
    const plan = { owner: ownerOf(caller), digest: digestIn(request), size }
    const state = await desk.begin(plan)
    return tell(reply, state).header('location', `/uploads/${state.id}`).status(201).send()
  })

  server.head<ById>('/uploads/:id', async (request, reply) => {
    const state = await desk.find(request.params.id, ownerOf(callerOf(request)))
    return tell(reply, state).header('upload-length', state.size).status(200).send()
  })

  server.patch<ById>('/uploads/:id', async (request, reply) => {
    const offset = numberIn(request, 'upload-offset')
    await disk.assertRoom(Number(request.headers['content-length'] ?? 0))
    const owner = ownerOf(callerOf(request))
    const body = (request.body ?? []) as AsyncIterable<Uint8Array>
    const counted = countParts(body, (count) => onBytes('in', count))
    const state = await desk.append(request.params.id, owner, offset, counted)
    return tell(reply, state).status(204).send()
  })

  server.delete<ById>('/uploads/:id', async (request, reply) => {
    await desk.drop(request.params.id, ownerOf(callerOf(request)))
    return reply.status(204).send()
  })
}

const tell = (reply: FastifyReply, { offset, expiresAtMs }: UploadState): FastifyReply =>
  reply
    .header('upload-offset', offset)
    .header('upload-expires', new Date(expiresAtMs).toUTCString())

const ownerOf = ({ session, account, operator }: Caller): string =>
  operator ? 'operator' : String(session ?? account)

function assertVersion({ headers }: FastifyRequest): void {
  if (headers['tus-resumable'] === VERSION) return
  throw new GridError('UPLOAD_VERSION_UNKNOWN', `found no Tus-Resumable: ${VERSION}`, {
    hint: 'Speak tus 1.0.0, or PUT the blob whole.',
    details: { expected: VERSION },
  })
}

function numberIn({ headers }: FastifyRequest, name: string): number {
  const value = headers[name]
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value)
  throw new GridError('BAD_MESSAGE', `found no whole number in the header ${name}`, {
    hint: 'Send the headers of tus 1.0.0; uploads of unknown length are not taken.',
  })
}

/** The digest in `Upload-Metadata`, which holds pairs of a name and a value in base64. */
function digestIn({ headers }: FastifyRequest): Digest {
  const metadata = String(headers['upload-metadata'] ?? '').slice(0, 4_096)
  const pair = metadata.split(',').map((each) => each.trim().split(' '))
  const found = pair.find(([name]) => name === 'digest')?.[1] ?? ''
  return parseDigest(Buffer.from(found, 'base64').toString('latin1'))
}
