/** The live feed: one subscription for the whole page, kept alive as long as the page is open. */
import { useSubscription } from '@trpc/tanstack-react-query'
import { createContext, use, useEffect, useReducer } from 'react'
import type { ReactNode } from 'react'
import { useTRPC } from '../trpc.ts'
import { deriveConnection } from './connection.ts'
import type { Connection } from './connection.ts'
import { applyStatus, emptyFeed } from './feed.ts'
import type { Feed } from './feed.ts'

/** Time until a subscription that ended is begun again; the browser itself retries a cut line. */
const RETRY_MS = 2_000

interface Live {
  readonly feed: Feed
  readonly connection: Connection
}

const LiveContext = createContext<Live>({ feed: emptyFeed, connection: 'connecting' })

export const useLive = (): Live => use(LiveContext)

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const trpc = useTRPC()
  const [feed, receive] = useReducer(applyStatus, emptyFeed)
  const { status, error, reset } = useSubscription(
    trpc.watch.subscriptionOptions(undefined, { onData: receive }),
  )

  useEffect(() => {
    if (status !== 'error' && status !== 'idle') return
    const timer = setTimeout(reset, RETRY_MS)
    return () => clearTimeout(timer)
  }, [status, reset])

  const connection = deriveConnection({ status, error }, feed.status !== null)
  return <LiveContext value={{ feed, connection }}>{children}</LiveContext>
}
