import type { LedgerHistoryView } from '@pumasi/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Range } from '../feed/ledger-figures.ts'
import { useFresh } from '../feed/use-fresh.ts'
import { useTRPC } from '../trpc.ts'

/**
 * What was committed within a range; undefined until the coordinator answers.
 * @param committed batches on the chain: when there are more, it is asked for anew
 */
export function useHistory(range: Range, committed: number): LedgerHistoryView | undefined {
  const { history } = useTRPC().ledger
  const wish = { range }
  useFresh(history.queryKey(wish), committed)
  return useQuery({ ...history.queryOptions(wish), placeholderData: keepPreviousData }).data
}
