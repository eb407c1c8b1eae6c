/** Machine failures: what this machine could not finish. Retryable, and never an outcome. */
import { GridError, isGridError } from '@pumasi/domain'

export type MachineCode = 'MACHINE_FAILURE' | 'MACHINE_TIMEOUT' | 'MACHINE_CANCELLED'

const hints: Record<MachineCode, string> = {
  MACHINE_FAILURE: 'Try again, or on a machine with more memory.',
  MACHINE_TIMEOUT: 'Try again on a faster or less busy machine, or allow more time.',
  MACHINE_CANCELLED: 'Start the execution again when the machine is free.',
}

/** The error for an execution this machine did not finish. */
export function machineError(code: MachineCode, found: string, cause?: unknown): GridError {
  return new GridError(code, found, {
    hint: hints[code],
    retryable: true,
    details: { found },
    ...(cause === undefined ? {} : { cause }),
  })
}

/** Any thrown value as an error of the house; what is not ours is a failure of this machine. */
export function asMachineError(thrown: unknown): unknown {
  if (isGridError(thrown)) return thrown
  return machineError('MACHINE_FAILURE', `the engine gave up: ${String(thrown)}`, thrown)
}
