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
  const { queryKey } = trpc.describe.queryOptions()
  useEffect(() => {
    if (connection === 'live') void queryClient.invalidateQueries({ queryKey })
  }, [connection, queryClient, queryKey])
  return useQuery(trpc.describe.queryOptions()).data ?? null
}
