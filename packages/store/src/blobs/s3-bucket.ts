/** One bucket over HTTP: signed requests, bounded waits, failures in the house's words. */
import { AwsV4Signer } from 'aws4fetch'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import { GridError, isGridError } from '@pumasi/domain'
import { blobStoreFull } from './failures.ts'
import type { ByteRange } from './streamed-blobs.ts'

export interface BucketOptions {
  /** Such as `https://s3.eu-central-1.amazonaws.com`; the bucket goes into the path. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface Bucket {
  /** Null when there is no such object, here and below. */
  head(name: string): Promise<Response | null>
  get(name: string, range?: ByteRange): Promise<Response | null>
  /** `name` is the SHA-256 of `body` in hexadecimal. */
  put(name: string, body: Blob): Promise<void>
  /** Objects whose names begin so, with the time they were last put. */
  list(prefix: string): Promise<readonly StoredObject[]>
  delete(name: string): Promise<void>
}

export interface StoredObject {
  readonly name: string
  readonly putAtMs: number
}

/** How long a service may take to begin its answer. */
const ANSWER_MS = 30_000
/** The same when it has first to take a body. */
const UPLOAD_MS = 600_000

/** SHA-256 of nothing: the payload hash of a request without a body. */
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const fullCodes = /<Code>(QuotaExceeded|XMinioStorageFull|InsufficientCapacity)<\/Code>/

/** Opens a bucket and asks whether it is there. @throws `BLOB_UNREACHABLE` */
export async function openBucket(options: BucketOptions): Promise<Bucket> {
  const { bucket } = options
  const root = `${options.endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`
  const place = `bucket ${bucket} at ${new URL(options.endpoint).host}`

  async function send(
    method: string,
    path: string,
    { hash = emptyHash, body, headers }: Sending = {},
  ): Promise<Response> {
    const url = path === '' || path.startsWith('?') ? `${root}${path}` : `${root}/${path}`
    const signer = new AwsV4Signer({
      ...options,
      ...{ method, url, service: 's3' },
      headers: { ...headers, 'x-amz-content-sha256': hash },
    })
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), body === undefined ? ANSWER_MS : UPLOAD_MS)
    try {
      const signed = await signer.sign()
      const init = { method, headers: signed.headers, signal: late.signal }
      return await fetch(url, { ...init, ...(body ? { body } : {}), redirect: 'error' })
    } catch (cause) {
      const { message } = ((cause as Error).cause ?? cause) as Error
      throw unreachable(place, late.signal.aborted ? 'no answer in time' : message, cause)
    } finally {
      // The body of an answer has its own limit: silence ends it.
      clearTimeout(timer)
    }
  }
  const accept = async (answer: Response): Promise<Response | null> => {
    if (answer.ok) return answer
    const text = await answer.text().catch(() => '')
    if (answer.status === 404 && !text.includes('NoSuchBucket')) return null
    if (answer.status === 507 || fullCodes.test(text)) throw blobStoreFull(place)
    const code = /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1]
    throw unreachable(place, `HTTP ${answer.status}${code ? ` ${code}` : ''}`)
  }

  if ((await accept(await send('HEAD', ''))) === null) throw unreachable(place, 'no such bucket')
  return {
    head: async (name) => accept(await send('HEAD', name)),
    get: async (name, range) => {
      const headers = range && { range: `bytes=${range.from}-${range.to}` }
      const answer = await accept(await send('GET', name, headers ? { headers } : {}))
      if (range === undefined || answer === null) return answer
      const size = Number(answer.headers.get('content-length'))
      if (answer.status === 206 && size === range.to - range.from + 1) return answer
      await answer.body?.cancel()
      throw unreachable(place, `HTTP ${answer.status} with ${size} bytes for a range`)
    },
    put: async (name, body) => {
      const answer = await accept(await send('PUT', name, { hash: name, body }))
      await answer?.body?.cancel()
      if (answer === null) throw unreachable(place, 'no such bucket')
    },
    list: async (prefix) => {
      const objects: StoredObject[] = []
      for (let token: string | undefined = ''; token !== undefined;) {
        const query = new URLSearchParams({ 'list-type': '2', prefix })
        if (token !== '') query.set('continuation-token', token)
        const answer = await accept(await send('GET', `?${query}`))
        if (answer === null) throw unreachable(place, 'no such bucket')
        const page = readPage(await answer.text(), (found) => unreachable(place, found))
        objects.push(...page.objects)
        token = page.next
      }
      return objects
    },
    delete: async (name) => {
      const answer = await accept(await send('DELETE', name))
      await answer?.body?.cancel()
    },
  }
}

const xml = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Contents' })
const pageSchema = z.object({
  ListBucketResult: z.object({
    Contents: z.array(z.object({ Key: z.string(), LastModified: z.iso.datetime() })).default([]),
    NextContinuationToken: z.string().min(1).optional(),
  }),
})

function readPage(text: string, fail: (found: string) => GridError) {
  const read = pageSchema.safeParse(parseXml(text))
  if (!read.success) throw fail('a list of objects that is none')
  const { Contents, NextContinuationToken } = read.data.ListBucketResult
  const objects = Contents.map(({ Key, LastModified }): StoredObject => ({
    name: Key,
    putAtMs: Date.parse(LastModified),
  }))
  return { objects, next: NextContinuationToken }
}

function parseXml(text: string): unknown {
  try {
    return xml.parse(text) as unknown
  } catch {
    return null
  }
}

interface Sending {
  readonly hash?: string
  readonly body?: Blob
  readonly headers?: Readonly<Record<string, string>>
}

const unreachable = (place: string, found: string, cause?: unknown): GridError =>
  isGridError(cause)
    ? (cause as GridError)
    : new GridError('BLOB_UNREACHABLE', `found the ${place} not usable: ${found}`, {
        hint: 'Check endpoint, bucket, region and keys; when they are right, it is worth a retry.',
        retryable: true,
        details: { place },
        cause,
      })
