/**
 * Host connection: registers when needed, sends the host token, checks every blob's digest.
 *
 * A coordinator that forgot the token (restart, expiry) gets the host registered again, once. An
 * older one is spoken to in the newest version it knows. When it says how long to stay away, in an
 * error of its own or a proxy's `Retry-After`, the error's details say so too.
 */
import { GridError, isGridError } from '@pumasi/domain'
import type { Account, Digest, Hex, JobId, LeaseId } from '@pumasi/domain'
import type { Signature, SignedDelegation, SignedReceipt, SigningDomain } from '@pumasi/proof'
import { createGridClient, toGridError } from './client.ts'
import type { GridClient } from './client.ts'
import { BUNDLE_MAX } from './schemas/host.ts'
import type { HostRoom } from './schemas/host.ts'
import { chooseVersion } from './version.ts'
import type { Acquired, ReceiptAnswer } from './views/host-answers.ts'
import { fetchBlob, putBlob } from './blobs.ts'
import type { Blobs } from './blobs.ts'
import { fetchCall } from './bounded-fetch.ts'

/** Who a host is, and what it signs with: the session key stays with whoever made this. */
export interface HostIdentity {
  readonly session: Account
  /** The wallet's delegation for this ledger, holding at that time. */
  readonly delegate: (domain: SigningDomain, nowSeconds: number) => SignedDelegation
  readonly signChallenge: (challenge: Hex, domain: SigningDomain) => Signature
}

export interface HostOptions extends Blobs {
  readonly identity: HostIdentity
  /** How the host is shown to people. */
  readonly name: string
  readonly platform: string
}

/** What a host has room for; `timeMaxMs` may be endless. */
export type OpenRoom = Omit<HostRoom, 'jobs'> & {
  readonly jobs: HostRoom['jobs'] | readonly JobId[]
}

/** A host's way to its coordinator; every call is safe to repeat. */
export interface HostConnection {
  readonly bundleMax: number
  acquire(count: number, room: OpenRoom): Promise<Acquired>
  renew(leaseIds: readonly LeaseId[]): Promise<readonly LeaseId[]>
  returnLease(leaseId: LeaseId, code: string, message: string): Promise<'returned' | 'lost'>
  report(receipts: readonly SignedReceipt[]): Promise<readonly ReceiptAnswer[]>
  /** Bytes checked against their digest. */
  fetchBlob(digest: Digest): Promise<Uint8Array>
  putBlob(bytes: Uint8Array): Promise<Digest>
}

/** Connects, without registering yet. @throws `COORDINATOR_UNREACHABLE` */
export async function connectHost(options: HostOptions): Promise<{
  readonly connection: HostConnection
  readonly domain: SigningDomain
}> {
  const url = options.url.replace(/\/+$/, '')
  let token: string | null = null
  const client = createGridClient({ url, token: () => token, fetch: fetchCall as never })
  const call = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act()
    } catch (error) {
      throw passing(toGridError(error, url))
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
  const blobs = { url, digestOf: options.digestOf }
  const connection: HostConnection = {
    bundleMax: BUNDLE_MAX,
    acquire: (count, room) => {
      const message = version === 1 ? { count } : { count, room: wireRoom(room) }
      return asHost(() => host.acquire.mutate(message))
    },
    renew: (leaseIds) => asHost(() => host.renew.mutate({ leaseIds: [...leaseIds] })),
    returnLease: (leaseId, code, message) =>
      asHost(() => host.returnLease.mutate({ leaseId, code, message })),
    report: (receipts) => asHost(() => host.report.mutate({ receipts: [...receipts] })),
    fetchBlob: (digest) => call(() => fetchBlob(blobs, digest)),
    putBlob: (bytes) => asHost(() => putBlob(blobs, bytes, token)),
  }
  return { connection, domain }
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
  { identity, name, platform, version }: HostOptions & { readonly version: number },
): Promise<string> {
  const { challenge } = await client.host.challenge.mutate({ session: identity.session })
  const { token } = await client.host.register.mutate({
    protocolVersion: version,
    delegation: identity.delegate(domain, Math.floor(Date.now() / 1000)),
    name,
    platform,
    challenge,
    signature: identity.signChallenge(challenge, domain),
  })
  return token
}

/** A room in the numbers of the wire. */
const wireRoom = ({ timeMaxMs, jobs, ...sizes }: OpenRoom): HostRoom => ({
  ...sizes,
  timeMaxMs: Math.max(0, Math.floor(Math.min(timeMaxMs, Number.MAX_SAFE_INTEGER))),
  jobs: jobs === null ? null : [...jobs],
})
