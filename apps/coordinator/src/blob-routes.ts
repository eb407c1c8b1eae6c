/** Blobs over HTTP: anyone may read by digest; hosts and operators may write. */
import { GridError, digestOf, jobBounds, parseDigest } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { outputSizeMax } from '@pumasi/engine'
import type { BlobStore } from '@pumasi/engine'
import type { Caller } from '@pumasi/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Programs and inputs come from operators, outputs from hosts. */
const OPERATOR_BYTES_MAX = 256 * 1024 * 1024
/** Bundles are the coordinator's own and may be larger than anything uploaded. */
const BUNDLE_BYTES_MAX = 2 * OPERATOR_BYTES_MAX
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
        const allowed = sizeMax(callerOf(request))
        assertSize(request.headers['content-length'], allowed)
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
    const bytes = await blobs.fetchBlob(digest, BUNDLE_BYTES_MAX)
    if (bytes === null) throw unknownBlob(digest)
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('etag', `"${digest}"`)
      .type('application/octet-stream')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  })
}

/** @throws `BLOB_LENGTH_MISSING`, `BLOB_TOO_LARGE` */
function assertSize(contentLength: string | undefined, allowed: number): void {
  if (contentLength === undefined) {
    throw new GridError('BLOB_LENGTH_MISSING', 'found no content-length, expected one', {
      hint: 'Say the size before the bytes: blobs are not taken in chunks without end.',
    })
  }
  const declared = Number(contentLength)
  if (declared <= allowed) return
  throw new GridError('BLOB_TOO_LARGE', `found ${declared} bytes, expected at most ${allowed}`, {
    hint: 'Send a smaller blob.',
    details: { found: declared, expectedMax: allowed },
  })
}

const unknownBlob = (digest: Digest): GridError =>
  new GridError('UNKNOWN_BLOB', `found no blob ${digest}`, {
    hint: 'Upload it, or ask a mirror that has it.',
    details: { digest },
  })
