/** A typed client of the coordinator; every failure arrives as the house's error. */
import {
  TRPCClientError,
  createTRPCClient,
  httpLink,
  httpSubscriptionLink,
  splitLink,
} from '@trpc/client'
import { GridError, isGridError } from '@pumasi/domain'
import { transformer } from './transformer.ts'
import type { GridRouter } from './router.ts'
import { fromShape } from './wire-errors.ts'

export interface ClientOptions {
  /** Where it listens, e.g. `http://127.0.0.1:4600`; empty for the origin of a page of its own. */
  readonly url: string
  /** Bearer token of a host or an operator, read anew for each call. */
  readonly token?: () => string | null
  /** A `fetch` with time limits; the platform's own by default. */
  readonly fetch?: (input: string, init?: object) => Promise<never>
  /** For subscriptions where the platform has none of its own. */
  readonly eventSource?: new (url: string) => object
}

/** The coordinator's tRPC endpoint. */
export const trpcUrl = (url: string): string => `${url.replace(/\/+$/, '')}/trpc`

/** Connects to a coordinator. */
export const createGridClient = ({ url, token, fetch, eventSource }: ClientOptions) =>
  createTRPCClient<GridRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({
          ...{ url: trpcUrl(url), transformer },
          ...(eventSource ? { EventSource: eventSource as never } : {}),
        }),
        false: httpLink({
          ...{ url: trpcUrl(url), transformer },
          ...(fetch ? { fetch: fetch as never } : {}),
          headers: () => {
            const bearer = token?.()
            return bearer ? { authorization: `Bearer ${bearer}` } : {}
          },
        }),
      }),
    ],
  })
export type GridClient = ReturnType<typeof createGridClient>

/** Turns what a call threw into the error the coordinator meant, or says that none answered. */
export function toGridError(error: unknown, url: string): GridError {
  if (isGridError(error)) return fromShape(error)
  // What our own `fetch` threw comes wrapped.
  const { cause } = error as { cause?: unknown }
  if (isGridError(cause)) return fromShape(cause)
  const data: unknown = error instanceof TRPCClientError ? error.data : null
  const shape = (data as { grid?: unknown } | null)?.grid
  if (isGridError(shape)) return fromShape(shape)
  const found = error instanceof Error ? error.message : String(error)
  if (!isConnectionFailure(error)) return new GridError('INTERNAL', found, { cause: error })
  return new GridError('COORDINATOR_UNREACHABLE', `found no coordinator at ${url}: ${found}`, {
    hint: 'Start the coordinator, or check the address.',
    retryable: true,
    details: { url },
    cause: error,
  })
}

/** What `fetch` throws, or tRPC around it, when nobody answers; anything else is a defect. */
const isConnectionFailure = (error: unknown): boolean =>
  error instanceof TRPCClientError ||
  (error instanceof Error &&
    (['AbortError', 'TimeoutError'].includes(error.name) || networkFailure.test(error.message)))

/** How Node, Chromium, Firefox and Safari put it, in this order. */
const networkFailure =
  /^(fetch failed|terminated|Failed to fetch|network error|NetworkError .*|Load failed)$/
