/** Renews every lease that is held three times a lease; those that are lost are told. */
import { toErrorShape } from '@pumasi/domain'
import type { LeaseId, StopSignal } from '@pumasi/domain'
import type { Transport } from '../ports/transport.ts'
import type { Persistence } from './persist.ts'

export interface Renewing extends Persistence {
  readonly transport: Transport
  readonly held: () => readonly LeaseId[]
  readonly leaseMs: () => number
  readonly lose: (ids: ReadonlySet<LeaseId>) => void
}

/** Resolves once `signal` has aborted. @throws what the transport throws, unless retryable */
export async function keepRenewing(
  { transport, held, leaseMs, lose, timer, backOff, onEvent }: Renewing,
  signal: StopSignal,
): Promise<void> {
  let failures = 0
  let waitMs = leaseMs() / 3
  while (!signal.aborted) {
    await timer.sleep(waitMs, signal)
    waitMs = leaseMs() / 3
    const ids = held()
    if (ids.length === 0 || signal.aborted) continue
    try {
      const kept = await renewAll(transport, ids)
      failures = 0
      lose(new Set(ids.filter((id) => !kept.has(id))))
    } catch (error) {
      const shape = toErrorShape(error)
      if (!shape.retryable) throw error
      failures += 1
      // A lease must not run out while nobody asks: sooner than the next third, if that is late.
      waitMs = Math.min(waitMs, backOff.afterFailure(failures, shape))
      onEvent({ type: 'unreachable', code: shape.code, message: shape.message, waitMs })
    }
  }
}

/** Renews leases, so many in a call as fit; answers those that are still this host's. */
export async function renewAll(
  transport: Transport,
  ids: readonly LeaseId[],
): Promise<ReadonlySet<LeaseId>> {
  const kept: LeaseId[] = []
  for (let from = 0; from < ids.length; from += transport.bundleMax) {
    kept.push(...(await transport.renew(ids.slice(from, from + transport.bundleMax))))
  }
  return new Set(kept)
}
