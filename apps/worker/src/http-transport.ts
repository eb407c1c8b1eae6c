/**
 * Transport over HTTP: registers when needed, sends the host token, checks every blob's digest.
 *
 * A coordinator that forgot the token (restart, expiry) gets the host registered again, once. An
 * older one is spoken to in the newest version it knows. When it says how long to stay away, in an
 * error of its own or a proxy's `Retry-After`, the error's details say so too.
 */
import { createHash } from 'node:crypto'
import { arch, platform } from 'node:os'
import { GridError, isGridError, toHex } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { BUNDLE_MAX, chooseVersion, createGridClient, toGridError } from '@pumasi/protocol'
import type { GridClient, HostRoom } from '@pumasi/protocol'
import type { SigningDomain } from '@pumasi/proof'
import type { Room, Transport } from '@pumasi/engine'
import type { WorkerKeys } from './keys.ts'

/** Real time one call may take. */
const CALL_MS = 30_000
/** Most bytes of one answer that are read: the largest blob a unit may depend on. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024
/** The same of an answer that only says why not. */
const REFUSAL_BYTES_MAX = 1024 * 1024

export interface TransportOptions {
  readonly url: string
  readonly keys: WorkerKeys
  readonly name: string
}

/** Connects, without registering yet. @throws `COORDINATOR_UNREACHABLE` */
export async function connect(
  options: TransportOptions,
): Promise<{ readonly transport: Transport; readonly domain: SigningDomain }> {
  const url = options.url.replace(/\/+$/, '')
  let token: string | null = null
  const client = createGridClient({ url, token: () => token, fetch: fetchCall as never })
  const call = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act()
    } catch (error) {
      // What our own `fetch` threw comes wrapped.
      const { cause } = error as { cause?: unknown }
      throw passing(toGridError(isGridError(cause) ? cause : error, url))
    }
  }
  const description = await call(() => client.describe.query())
  const { chainId, ledger } = description
  const domain = { chainId, ledger }
  const version = chooseVersion(description)
  const register = async (): Promise<void> => {
    token = await call(() => registerHost(client, domain, { ...options, version }))
  }
  const asHost = async <T>(act: () => Promise<T>): Promise<T> => {
    if (token === null) await register()
    try {
      return await call(act)
    } catch (error) {
      const forgotten = ['HOST_TOKEN_MISSING', 'UNKNOWN_HOST'].some((code) =>
        isGridError(error, code),
      )
      if (!forgotten) throw error
      await register()
      return call(act)
    }
  }
  const { host } = client
  const transport: Transport = {
    bundleMax: BUNDLE_MAX,
    acquire: (count, room) => {
      const message = version === 1 ? { count } : { count, room: wireRoom(room) }
      return asHost(() => host.acquire.mutate(message))
    },
    renew: (leaseIds) => asHost(() => host.renew.mutate({ leaseIds: [...leaseIds] })),
    returnLease: (leaseId, code, message) =>
      asHost(() => host.returnLease.mutate({ leaseId, code, message })),
    report: (receipts) => asHost(() => host.report.mutate({ receipts: [...receipts] })),
    fetchBlob: (digest) => call(() => fetchBlob(url, digest)),
    putBlob: (bytes) => asHost(() => putBlob(url, bytes, token)),
  }
  return { transport, domain }
}

/** A coordinator that fails in itself is no fault of a unit, and may be well again soon. */
function passing(error: GridError): GridError {
  if (error.code !== 'INTERNAL') return error
  return new GridError('COORDINATOR_FAILED', 'found a coordinator that failed in itself', {
    hint: 'It is tried again; if it stays so, tell its operator, whose log says more.',
    retryable: true,
    cause: error,
  })
}

async function registerHost(
  client: GridClient,
  domain: SigningDomain,
  { keys, name, version }: TransportOptions & { readonly version: number },
): Promise<string> {
  const { challenge } = await client.host.challenge.mutate({ session: keys.session })
  const { token } = await client.host.register.mutate({
    protocolVersion: version,
    delegation: keys.delegate(domain, Math.floor(Date.now() / 1000)),
    name,
    platform: `${platform()} ${arch()}, Node ${process.versions.node}`,
    challenge,
    signature: keys.signChallenge(challenge, domain),
  })
  return token
}

/** A room in the numbers of the wire. */
const wireRoom = ({ timeMaxMs, jobs, ...sizes }: Room): HostRoom => ({
  ...sizes,
  timeMaxMs: Math.max(0, Math.floor(Math.min(timeMaxMs, Number.MAX_SAFE_INTEGER))),
  jobs: jobs === null ? null : [...jobs],
})

/** A proxy on the way speaks no language of ours; when to come again is all it can say. */
async function fetchCall(input: string, init?: RequestInit): Promise<Response> {
  const response = await fetchInTime(input, init)
  const { status, headers, body } = response
  const ours = headers.get('content-type')?.includes('json') === true
  if (ours || (status !== 503 && status !== 429)) return response
  await body?.cancel()
  const found = `found HTTP ${status} from something on the way, expected a coordinator`
  throw withRetryAfter(
    new GridError('COORDINATOR_UNREACHABLE', found, { retryable: true }),
    response,
  )
}

/** Adds what the header says to an error whose details do not say it. */
function withRetryAfter(error: GridError, { headers }: Response): GridError {
  const seconds = Number(headers.get('retry-after') ?? NaN)
  const { code, message, hint, retryable, details } = error
  if (!retryable || !(seconds >= 0) || details['retryAfterMs'] !== undefined) return error
  return new GridError(code, message, {
    ...{ retryable, details: { ...details, retryAfterMs: seconds * 1_000 } },
    ...(hint === undefined ? {} : { hint }),
  })
}

/** `fetch` that gives up in time, and on answers without end. */
async function fetchInTime(input: string, init: RequestInit = {}): Promise<Response> {
  const late = AbortSignal.timeout(CALL_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, late]) : late
  const response = await fetch(input, { ...init, signal })
  if (response.body === null) return response
  const sizeMax = response.ok ? ANSWER_BYTES_MAX : REFUSAL_BYTES_MAX
  let size = 0
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      size += part.length
      if (size <= sizeMax) return controller.enqueue(part)
      const found = `found more than ${sizeMax} bytes in one answer`
      controller.error(
        new GridError('ANSWER_TOO_LARGE', found, {
          hint: 'The coordinator is broken or lies: report it to its operator.',
        }),
      )
    },
  })
  const { status, statusText, headers } = response
  return new Response(response.body.pipeThrough(counted), { status, statusText, headers })
}

const digestOfBytes = (bytes: Uint8Array): Digest =>
  toHex(createHash('sha256').update(bytes).digest()) as Digest

async function fetchBlob(url: string, digest: Digest): Promise<Uint8Array> {
  const response = await fetchInTime(`${url}/blobs/${digest}`)
  if (!response.ok) throw await refusalOf(response, digest)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const found = digestOfBytes(bytes)
  if (found === digest) return bytes
  throw new GridError('BLOB_MISMATCH', `found bytes of ${found}, expected ${digest}`, {
    hint: 'The coordinator served other bytes: try again, or report it.',
    retryable: true,
  })
}

async function putBlob(url: string, bytes: Uint8Array, token: string | null): Promise<Digest> {
  const digest = digestOfBytes(bytes)
  const response = await fetchInTime(`${url}/blobs/${digest}`, {
    method: 'PUT',
    body: bytes as Uint8Array<ArrayBuffer>,
    headers: {
      'content-type': 'application/octet-stream',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  })
  if (!response.ok) throw await refusalOf(response, digest)
  await response.arrayBuffer()
  return digest
}

async function refusalOf(response: Response, digest: Digest): Promise<GridError> {
  const body: unknown = await response.json().catch(() => null)
  const error: unknown = (body as { error?: unknown } | null)?.error
  if (isGridError(error)) {
    const { code, message, hint, retryable, details } = error
    const found = { retryable, details, ...(hint ? { hint } : {}) }
    return withRetryAfter(new GridError(code, message, found), response)
  }
  const { status } = response
  const refused = new GridError('BLOB_REFUSED', `found HTTP ${status} for the blob ${digest}`, {
    retryable: status >= 500 || status === 429,
  })
  return withRetryAfter(refused, response)
}
