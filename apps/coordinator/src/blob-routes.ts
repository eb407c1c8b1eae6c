/** Blobs over HTTP: anyone may read by digest; hosts and operators may write. */
import { GridError, digestOf, parseDigest } from '@pumasi/domain'
import type { BlobStore } from '@pumasi/engine'
import { jobBounds } from '@pumasi/domain'
import type { Caller } from '@pumasi/protocol'
import { outputSizeMax } from '@pumasi/engine'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Programs and inputs come from operators, outputs from hosts. */
const OPERATOR_BYTES_MAX = 256 * 1024 * 1024
const HOST_BYTES_MAX = outputSizeMax(jobBounds.outputMaxBytes)

interface ByDigest {
  Params: { digest: string }
}

export function addBlobRoutes(
  server: FastifyInstance,
  blobs: BlobStore,
  callerOf: (request: FastifyRequest) => Caller,
): void {
  const sizeMax = ({ operator, session }: Caller): number => {
    if (operator) return OPERATOR_BYTES_MAX
    if (session !== null) return HOST_BYTES_MAX
    throw new GridError('HOST_TOKEN_MISSING', 'found no token that allows uploads', {
      hint: 'Send the token of an admitted host, or the operator token, as a bearer token.',
    })
  }

  server.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: OPERATOR_BYTES_MAX },
    (_request, body, done) => done(null, body),
  )

  server.put<ByDigest>(
    '/blobs/:digest',
    {
      bodyLimit: OPERATOR_BYTES_MAX,
      // Before a byte of the body is read.
      onRequest: async (request) => {
        const declared = Number(request.headers['content-length'] ?? Number.NaN)
        const allowed = sizeMax(callerOf(request))
        if (declared <= allowed) return
        throw new GridError(
          'BLOB_TOO_LARGE',
          `found ${declared} bytes, expected at most ${allowed}`,
          {
            hint: 'Send a content-length, and a smaller blob.',
          },
        )
      },
    },
    async (request) => {
      const digest = parseDigest(request.params.digest)
      const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const found = digestOf(bytes)
      if (found !== digest) {
        throw new GridError('BLOB_MISMATCH', `found bytes of ${found}, expected ${digest}`, {
          hint: 'Send the blob again: it changed on the way, or was named wrongly.',
        })
      }
      await blobs.putBlob(bytes)
      return { digest }
    },
  )

  server.get<ByDigest>('/blobs/:digest', async (request, reply) => {
    const digest = parseDigest(request.params.digest)
    const bytes = await blobs.fetchBlob(digest, OPERATOR_BYTES_MAX * 2)
    if (bytes === null) return reply.status(404).send({ error: { code: 'UNKNOWN_BLOB' } })
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('etag', `"${digest}"`)
      .type('application/octet-stream')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  })
}
