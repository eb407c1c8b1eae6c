/** The line to the coordinator that served this page: same origin, calls by HTTP, news by SSE. */
import type { GridRouter } from '@pumasi/protocol'
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import superjson from 'superjson'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<GridRouter>()

const options = { url: '/trpc', transformer: superjson }

export const createClient = () =>
  createTRPCClient<GridRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink(options),
        false: httpLink(options),
      }),
    ],
  })
