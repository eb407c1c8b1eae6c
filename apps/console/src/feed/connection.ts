/** Connection: what the page knows about its line to the coordinator. */
export type Connection = 'connecting' | 'live' | 'lost'

/** `heard` is true once a status arrived; before that a missing answer is only slow. */
export function deriveConnection(
  { status, error }: { readonly status: string; readonly error: unknown },
  heard: boolean,
): Connection {
  if (status === 'pending') return 'live'
  if (status === 'error' || error !== null) return 'lost'
  return heard ? 'lost' : 'connecting'
}
