/** The grid service with its work counted, and its event streams ended when the process stops. */
import type { StopSignal } from '@pumasi/domain'
import type { GridService } from '@pumasi/protocol'
import type { Metrics } from './metrics.ts'

export function meterService(
  service: GridService,
  metrics: Metrics,
  stopping: AbortSignal,
): GridService {
  return {
    ...service,
    watch: (signal) => service.watch(either(signal, stopping)),
    acquire: async (...args) => {
      const acquired = await service.acquire(...args)
      metrics.leasesGranted.inc(acquired.leases.length)
      return acquired
    },
    report: async (...args) => {
      const answers = await service.report(...args)
      for (const { answer, code } of answers) metrics.receipts.inc({ answer, code: code ?? 'OK' })
      return answers
    },
  }
}

/** Aborts when either does. */
function either(signal: StopSignal | undefined, stopping: AbortSignal): AbortSignal {
  const both = new AbortController()
  const abort = (): void => both.abort()
  for (const each of [signal, stopping]) {
    if (each?.aborted === true) abort()
    each?.addEventListener('abort', abort, { once: true })
  }
  both.signal.addEventListener('abort', () => stopping.removeEventListener('abort', abort))
  return both.signal
}
