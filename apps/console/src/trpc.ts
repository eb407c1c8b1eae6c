/** The line to the coordinator that served this page: same origin, calls by HTTP, news by SSE. */
import { createGridClient } from '@pumasi/protocol'
import type { GridRouter } from '@pumasi/protocol'
import { createTRPCContext } from '@trpc/tanstack-react-query'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<GridRouter>()

/** The client that all others have: what an answer may hold is read in one place. */
export const createClient = () => createGridClient({ url: '' })
