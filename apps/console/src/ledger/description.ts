import type { GridDescription } from '@pumasi/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLive } from '../feed/live.tsx'
import { useTRPC } from '../trpc.ts'

/** What the coordinator says of itself, asked again when it comes back; null until it answers. */
export function useDescription(): GridDescription | null {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { connection } = useLive()
  useEffect(() => {
    // The key is a new object at each rendering, so it must not be what is waited for.
    if (connection === 'live') void queryClient.invalidateQueries(trpc.describe.queryFilter())
  }, [connection, queryClient, trpc])
  return useQuery(trpc.describe.queryOptions()).data ?? null
}
