/** Repeats a step while its failure is the connection's; told to stop, it tries no more. */
import { toErrorShape } from '@pumasi/domain'
import type { StopSignal } from '@pumasi/domain'
import type { BackOff } from './back-off.ts'
import type { WorkerEnvironment, WorkerSettings } from './context.ts'

export interface Persistence {
  readonly timer: WorkerEnvironment['timer']
  readonly backOff: BackOff
  readonly onEvent: WorkerSettings['onEvent']
}

/** @throws the last failure: one that is final, this machine's own, or any once `signal` aborted */
export async function persist<T>(
  { timer, backOff, onEvent }: Persistence,
  signal: StopSignal,
  step: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await step()
    } catch (error) {
      const shape = toErrorShape(error)
      const { code, message, retryable } = shape
      const final = !retryable || code.startsWith('MACHINE_')
      if (final || signal.aborted) throw error
      const waitMs = backOff.afterFailure(failures, shape)
      onEvent({ type: 'unreachable', code, message, waitMs })
      await timer.sleep(waitMs, signal)
    }
  }
}
