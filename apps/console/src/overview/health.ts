/** Whether the coordinator can work, as it tells machines too (`/readyz`). */
import { keepPreviousData, useQuery } from '@tanstack/react-query'

/** Each check that failed, with its reason. */
export type Ailments = Readonly<Record<string, string>>

/** Asked at the most this often, and only when there is news. */
const FRESH_MS = 15_000

/** The checks that failed, or null for an answer of another form. */
export function readAilments(answer: unknown): Ailments | null {
  const { reasons } = (answer ?? {}) as { readonly reasons?: unknown }
  if (typeof reasons !== 'object' || reasons === null) return null
  const entries = Object.entries(reasons as Readonly<Record<string, unknown>>)
  return Object.fromEntries(entries.map(([name, reason]) => [name, String(reason).slice(0, 200)]))
}

/** @param atMs of the newest status; null until there is an answer */
export function useAilments(atMs: number): Ailments | null {
  const { data } = useQuery({
    queryKey: ['health', Math.floor(atMs / FRESH_MS)],
    queryFn: async () => readAilments(await (await fetch('/readyz')).json()),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return data ?? null
}
