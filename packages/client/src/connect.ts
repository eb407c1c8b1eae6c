/** A requester's connection to a coordinator: calls, uploads and downloads, each with an end. */
import { GridError, digestOf as sha256, isGridError } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import {
  chooseVersion,
  createGridClient,
  fetchBlob,
  fetchCall,
  toGridError,
} from '@pumasi/protocol'
import type { Blobs, GridClient } from '@pumasi/protocol'
import { EventSource } from 'eventsource'
import { uploadBlob } from './upload-blob.ts'

export interface ConnectOptions {
  /** Where the coordinator listens, e.g. `http://127.0.0.1:4600`. */
  readonly url: string
  /** An operator's token, or that of {@link signIn}; without one, it can only look. */
  readonly token?: string | null
  /** SHA-256 by the fastest means the platform has; otherwise one that runs everywhere. */
  readonly digestOf?: Blobs['digestOf']
}

export interface GridConnection {
  /** Without a slash at its end. */
  readonly url: string
  /**
   * Calls the wire, with its failures as errors of the house.
   * @throws `PROTOCOL_VERSION_UNKNOWN` before anything is asked
   */
  readonly call: <T>(act: (client: GridClient) => Promise<T>) => Promise<T>
  /** For subscriptions, which `call` cannot follow. */
  readonly client: GridClient
  /** Uploads unless the coordinator has the bytes. @throws `BLOB_*`, its refusal */
  readonly upload: (bytes: Uint8Array) => Promise<Digest>
  /**
   * The bytes of a digest, checked; never reads past `sizeMax`.
   * @throws `BLOB_TOO_LARGE`, `BLOB_MISMATCH`, `BLOB_REFUSED`, the coordinator's refusal
   */
  readonly download: (digest: Digest, sizeMax: number, signal?: AbortSignal) => Promise<Uint8Array>
}

/** Real time one download may take. */
const DOWNLOAD_MS = 120_000

/** Opens a connection; nothing is sent yet. @throws `COORDINATOR_URL_INVALID`, `TOKEN_MALFORMED` */
export function connectGrid(options: ConnectOptions): GridConnection {
  const url = readUrl(options.url)
  const token = readToken(options.token ?? null)
  const blobs: Blobs = { url, digestOf: options.digestOf ?? sha256 }
  const client = createGridClient({
    ...{ url, token: () => token, fetch: fetchCall as never },
    eventSource: EventSource,
  })
  const guard = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act()
    } catch (error) {
      throw isGridError(error) ? error : toGridError(error, url)
    }
  }
  let met: Promise<number> | null = null
  /** Compares versions first, and anew after a failure: the coordinator may have been replaced. */
  const speak = <T>(act: () => Promise<T>): Promise<T> =>
    guard(async () => {
      try {
        await (met ??= client.describe.query().then(chooseVersion))
        return await act()
      } catch (error) {
        met = null
        throw error
      }
    })
  return {
    ...{ url, client },
    call: (act) => speak(() => act(client)),
    upload: (bytes) => guard(() => uploadBlob(blobs, bytes, token)),
    download: (digest, sizeMax, signal) =>
      guard(() => fetchBlob(blobs, digest, { sizeMax, timeMs: DOWNLOAD_MS, signal })),
  }
}

function readUrl(url: string): string {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: 'none' }
  if (['http:', 'https:'].includes(protocol)) return url.replace(/\/+$/, '')
  throw new GridError('COORDINATOR_URL_INVALID', `found the address ${String(url).slice(0, 200)}`, {
    hint: 'Give an http(s) URL such as http://127.0.0.1:4600.',
  })
}

/** What no header can carry is found here; the text itself is nobody's business. */
function readToken(token: string | null): string | null {
  if (token === null || token === '') return null
  if (/^[\x21-\x7e]{1,4096}$/.test(token)) return token
  throw new GridError('TOKEN_MALFORMED', 'found a token with spaces, line feeds or other signs', {
    hint: 'Give the text of the token alone, as signIn or operator.token has it.',
  })
}
