/** Session: who the coordinator takes this browser for. The query's cache is the only copy. */
import type { Caller } from '@pumasi/protocol'
import { MutationCache, QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTRPC, useTRPCClient } from '../trpc.ts'
import type { Provider } from '../wallets/provider.ts'

/** Where tRPC's own integration keeps the answer to `account.whoami`. */
const whoamiKey = [['account', 'whoami']] as const

/** A query client that asks anew who is signed in when a call was refused for want of that. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    mutationCache: new MutationCache({
      onError: (error) => {
        if (codeOf(error) !== 'SIGN_IN_REQUIRED') return
        void client.invalidateQueries({ queryKey: whoamiKey })
      },
    }),
  })
  return client
}

const codeOf = (error: unknown): unknown =>
  (error as { data?: { grid?: { code?: unknown } } } | null)?.data?.grid?.code

/** Null until the coordinator answered. */
export const useCaller = (): Caller | null =>
  useQuery(useTRPC().account.whoami.queryOptions()).data ?? null

export interface Door {
  /** @throws what the wallet or the coordinator refuses with */
  readonly enter: (provider: Provider) => Promise<void>
  readonly leave: () => Promise<void>
}

/** The way in and out. */
export function useDoor(): Door {
  const client = useTRPCClient()
  const queries = useQueryClient()
  const askAnew = (): Promise<void> => queries.invalidateQueries({ queryKey: whoamiKey })
  return {
    enter: async (provider) => {
      const { signIn } = await import('./sign-in.ts')
      await signIn(provider, { client, origin: location.origin, nowMs: Date.now() })
      await askAnew()
    },
    leave: async () => {
      await client.account.leave.mutate()
      await askAnew()
    },
  }
}
