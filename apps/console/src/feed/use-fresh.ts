import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** Asks anew whenever `moved` changes: the live feed says when something has. */
export function useFresh(queryKey: readonly unknown[], moved: string | number | undefined): void {
  const queries = useQueryClient()
  // Keys are new arrays at each rendering: what they say decides, not which one it is.
  const key = JSON.stringify(queryKey, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  useEffect(() => {
    if (moved !== undefined) void queries.invalidateQueries({ queryKey: JSON.parse(key) })
  }, [moved, key, queries])
}
