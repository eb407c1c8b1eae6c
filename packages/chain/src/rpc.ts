/**
 * JSON-RPC over HTTP with bounds: every call ends within its time and holds no more than its bytes,
 * whatever the node does (rpc.test.ts). ethers' own providers retry for minutes and log.
 */
import { GridError } from '@pumasi/domain'

export interface RpcOptions {
  /** Time one call may take, body included. */
  readonly timeoutMs?: number
  /** Size of answer that is still read, in bytes. */
  readonly answerMaxBytes?: number
}

export interface Rpc {
  /** The node's origin: a URL's path and query may hold a secret, so errors never show them. */
  readonly origin: string
  /**
   * @throws `CHAIN_UNREACHABLE` when nothing usable comes back in time, `CHAIN_REFUSED` when the
   * node answers with an error (details: `method`, `message`, `data`).
   */
  readonly call: (method: string, params: readonly unknown[]) => Promise<unknown>
}

/**
 * A node that is just taking a block, or one of several behind a URL that has not got it yet, lacks
 * the block it is asked about: no refusal, and the same question may be asked again.
 */
const laggingWords = /BlockOutOfRange|(header|block) not found|unknown block|missing trie node/i

/** @throws `CHAIN_BAD_URL` */
export function createRpc(
  rpcUrl: string,
  { timeoutMs = 10_000, answerMaxBytes = 64 * 1024 * 1024 }: RpcOptions = {},
): Rpc {
  const url = parseUrl(rpcUrl)
  const unreachable = (method: string, reason: string, cause?: unknown): GridError =>
    new GridError(
      'CHAIN_UNREACHABLE',
      `no usable answer to ${method} from ${url.origin}: ${reason}`,
      {
        hint: 'Check that the node runs and that the RPC URL is right, then try again.',
        retryable: true,
        details: { origin: url.origin, method, reason, timeoutMs },
        cause,
      },
    )

  const post = async (method: string, params: readonly unknown[]): Promise<string> => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      return await readBounded(response, answerMaxBytes)
    } catch (cause) {
      throw unreachable(method, reasonOf(cause, timeoutMs), cause)
    }
  }

  return {
    origin: url.origin,
    call: async (method, params) => {
      const text = await post(method, params)
      const answer = parseAnswer(text)
      if (answer === null)
        throw unreachable(method, `${text.length} characters that are no JSON-RPC answer`)
      if (answer.error === undefined) return answer.result
      const { message, data } = answer.error
      if (laggingWords.test(message)) throw unreachable(method, message)
      throw new GridError('CHAIN_REFUSED', `${url.origin} refused ${method}: ${message}`, {
        hint: 'Read the reason the node gives; the values are in the details.',
        details: { origin: url.origin, method, message, data },
      })
    },
  }
}

function parseUrl(rpcUrl: string): URL {
  const url = URL.canParse(rpcUrl) ? new URL(rpcUrl) : null
  const usable =
    url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === ''
  if (usable) return url
  throw new GridError('CHAIN_BAD_URL', 'found an RPC URL that is not plain http or https', {
    hint: 'Give the RPC URL like http://127.0.0.1:8545, without user name and password.',
  })
}

async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let text = ''
  let bytes = 0
  // Not every browser can iterate over a stream.
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    bytes += part.value.length
    if (bytes > maxBytes) {
      await reader?.cancel()
      throw new Error(`more than ${maxBytes} bytes`)
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}

function reasonOf(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === 'TimeoutError') return `nothing within ${timeoutMs} ms`
  const inner: unknown = cause.cause
  if (inner instanceof Error) return inner.message || String((inner as { code?: unknown }).code)
  return cause.message
}

interface Answer {
  readonly result?: unknown
  readonly error?: { readonly message: string; readonly data: unknown }
}

function parseAnswer(text: string): Answer | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { error } = value as { error?: unknown }
  if (error === undefined || error === null) return 'result' in value ? value : null
  const { message, data } = error as { message?: unknown; data?: unknown }
  return { error: { message: String(message).slice(0, 500), data } }
}
