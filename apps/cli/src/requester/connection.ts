/** A requester's connection to a coordinator. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GridError, digestOf, isGridError } from '@pumasi/domain'
import type { Account, Digest } from '@pumasi/domain'
import { createGridClient, toGridError } from '@pumasi/protocol'
import type { GridClient } from '@pumasi/protocol'
import type { Command } from 'commander'
import { urlOption } from '../terminal/options.ts'
import { readSignIn } from './sign-ins.ts'
import { PIECES_FROM_BYTES, uploadInPieces } from './upload-in-pieces.ts'

export interface ConnectionOptions {
  readonly coordinator: string
  /** Instead of the account signed in there, or else the operator token of a grid started here. */
  readonly tokenFile?: string
  readonly json?: boolean
}

/** Adds the options every requester's command has. */
export const addConnectionOptions = (command: Command): Command =>
  command
    .option('--coordinator <url>', 'the coordinator', urlOption, 'http://127.0.0.1:4600')
    .option('--token-file <file>', 'an operator token, instead of the account of pumasi login')
    .option('--json', 'print one JSON document')

export interface Connection {
  readonly url: string
  readonly client: GridClient
  /** Who is signed in there, or null. */
  readonly account: Account | null
  /** Turns the wire's failures into errors of the house. */
  readonly call: <T>(act: (client: GridClient) => Promise<T>) => Promise<T>
  /** Uploads unless the coordinator has the bytes. */
  readonly upload: (bytes: Uint8Array) => Promise<Digest>
  /** The bytes, checked; never reads past `sizeMax`. */
  readonly download: (digest: Digest, sizeMax: number) => Promise<Uint8Array>
}

const CALL_MS = 120_000

/** Opens a connection; nothing is sent yet. */
export async function connectRequester(options: ConnectionOptions): Promise<Connection> {
  const url = options.coordinator.replace(/\/+$/, '')
  const { token, account } = await findToken(url, options.tokenFile)
  const client = createGridClient({ url, token: () => token })
  const guard = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act()
    } catch (error) {
      throw isGridError(error) ? error : toGridError(error, url)
    }
  }
  const request = (digest: Digest, init: RequestInit): Promise<Response> =>
    fetch(`${url}/blobs/${digest}`, { ...init, signal: AbortSignal.timeout(CALL_MS) })
  return {
    ...{ url, client, account },
    call: (act) => guard(() => act(client)),
    upload: (bytes) =>
      guard(async () => {
        const digest = digestOf(bytes)
        const known = await request(digest, { method: 'HEAD' })
        if (known.ok) return digest
        if (bytes.length >= PIECES_FROM_BYTES) {
          await uploadInPieces(bytes, digest, {
            ...{ url, token },
            refusalOf: (response) => refusalOf(response, digest),
          })
          return digest
        }
        const headers = {
          'content-type': 'application/octet-stream',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        }
        const body = bytes as Uint8Array<ArrayBuffer>
        await assertOk(await request(digest, { method: 'PUT', body, headers }), digest)
        return digest
      }),
    download: (digest, sizeMax) =>
      guard(async () => {
        const response = await request(digest, {})
        await assertOk(response, digest)
        const bytes = await readBounded(response, sizeMax)
        if (digestOf(bytes) === digest) return bytes
        throw new GridError(
          'BLOB_MISMATCH',
          `found bytes of ${digestOf(bytes)}, expected ${digest}`,
          {
            hint: 'The coordinator served other bytes: do not use them.',
          },
        )
      }),
  }
}

/** The token to show: of the file named, else of who signed in, else of a grid started here. */
async function findToken(
  url: string,
  file: string | undefined,
): Promise<{ readonly token: string | null; readonly account: Account | null }> {
  const signedIn = file === undefined ? await readSignIn(url, process.env, Date.now()) : null
  if (signedIn !== null) return signedIn
  const kept = await readFile(file ?? join('.pumasi', 'operator.token'), 'utf8').catch(() => null)
  return { token: kept?.trim() ?? null, account: null }
}

/** @throws `BLOB_TOO_LARGE`, as soon as there is one byte too many */
async function readBounded(response: Response, sizeMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > sizeMax) {
      throw new GridError('BLOB_TOO_LARGE', `found more than the ${sizeMax} bytes expected`, {
        hint: 'The coordinator served something else than an output: do not use it.',
        details: { expectedMax: sizeMax },
      })
    }
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

async function assertOk(response: Response, digest: Digest): Promise<void> {
  if (!response.ok) throw await refusalOf(response, digest)
}

async function refusalOf(response: Response, digest: Digest): Promise<GridError> {
  const body: unknown = await response.json().catch(() => null)
  const error: unknown = (body as { error?: unknown } | null)?.error
  if (isGridError(error)) {
    const { code, message, hint, retryable, details } = error
    return new GridError(code, message, { retryable, details, ...(hint ? { hint } : {}) })
  }
  return new GridError('BLOB_REFUSED', `found HTTP ${response.status} for the blob ${digest}`, {
    retryable: response.status >= 500,
  })
}
