/**
 * Blobs over HTTP: anyone may read by digest, in ranges and from caches; hosts and operators may
 * write. Nothing is held whole: bytes go from the socket to the store and back part by part.
 */
import { Readable } from 'node:stream'
import { GridError, parseDigest } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { parseRange } from '@pumasi/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { assertSize, sizeMaxOf } from './blob-parts.ts'
import type { BlobParts } from './blob-parts.ts'
import { checkParts, countParts } from './checked-stream.ts'

interface ByDigest {
  Params: { digest: string }
}

/** For a server of their own, with no other parsers of bodies. */
export function addBlobRoutes(server: FastifyInstance, parts: BlobParts): void {
  const { blobs, callerOf, admit, disk, onBytes } = parts

  server.addContentTypeParser('application/octet-stream', (_request, body, done) => {
    done(null, body)
  })

  server.put<ByDigest>(
    '/blobs/:digest',
    {
      // Before a byte of the body is read.
      onRequest: async (request, reply) => {
        const allowed = sizeMaxOf(callerOf(request))
        const size = lengthOf(request)
        assertSize(size, allowed)
        await disk.assertRoom(size)
        await admit('upload', request, reply)
      },
    },
    async (request) => {
      const digest = parseDigest(request.params.digest)
      const body = (request.body ?? []) as AsyncIterable<Uint8Array>
      const counted = countParts(body, (count) => onBytes('in', count))
      await blobs.putBlobStream(counted, { digest, sizeMax: lengthOf(request) })
      return { digest }
    },
  )

  server.route<ByDigest>({
    method: ['GET', 'HEAD'],
    url: '/blobs/:digest',
    onRequest: (request, reply) => admit('download', request, reply),
    handler: async (request, reply) => {
      const digest = parseDigest(request.params.digest)
      const size = await blobs.fetchBlobSize(digest)
      if (size === null) throw unknownBlob(digest)
      const etag = `"${digest}"`
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('etag', etag)
        .header('accept-ranges', 'bytes')
      if (isKnown(request.headers['if-none-match'], etag)) return reply.status(304).send()
      // A part of another version cannot be: a blob has one version.
      const stale = ![undefined, etag].includes(request.headers['if-range'] as string | undefined)
      const range = stale ? 'whole' : parseRange(request.headers.range, size)
      if (range === 'beyond') {
        request.failureCode = 'BLOB_RANGE_BEYOND'
        return reply.status(416).header('content-range', `bytes */${size}`).send()
      }
      reply.type('application/octet-stream')
      if (range !== 'whole') {
        reply.status(206).header('content-range', `bytes ${range.from}-${range.to}/${size}`)
      }
      reply.header('content-length', range === 'whole' ? size : range.to - range.from + 1)
      if (request.method === 'HEAD') return reply.send()
      return send(reply, digest, range)
    },
  })

  async function send(
    reply: FastifyReply,
    digest: Digest,
    range: Exclude<ReturnType<typeof parseRange>, 'beyond'>,
  ): Promise<FastifyReply> {
    const source = await blobs.openBlobStream(digest, range === 'whole' ? undefined : range)
    if (source === null) throw unknownBlob(digest)
    const checked = range === 'whole' ? checkParts(source, digest) : source
    const counted = countParts(checked, (count) => onBytes('out', count))
    return reply.send(Readable.from(counted, { objectMode: false }))
  }
}

/** @throws `BLOB_LENGTH_MISSING` */
function lengthOf({ headers }: FastifyRequest): number {
  const length = headers['content-length']
  if (length !== undefined && /^\d{1,15}$/.test(length)) return Number(length)
  throw new GridError('BLOB_LENGTH_MISSING', 'found no content-length, expected one', {
    hint: 'Say the size before the bytes: blobs are not taken in chunks without end.',
  })
}

/** True when the reader has this very blob already. */
const isKnown = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((each) => [etag, `W/${etag}`, '*'].includes(each.trim())) ?? false

const unknownBlob = (digest: Digest): GridError =>
  new GridError('UNKNOWN_BLOB', `found no blob ${digest}`, {
    hint: 'Upload it, or ask a mirror that has it.',
    details: { digest },
  })
