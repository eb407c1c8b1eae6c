/** What a worker does, as log lines. */
import type { WorkerEvent } from '@pumasi/engine'
import type { Logger } from 'pino'

/** Logs each event at the level it deserves; what goes well thousands of times is said quietly. */
export const reportTo =
  (logger: Logger) =>
  (event: WorkerEvent): void => {
    switch (event.type) {
      case 'restored': {
        const { leases, receipts } = event
        return logger.info({ leases, receipts }, 'going on with what an earlier start left')
      }
      case 'leased':
        return logger.debug({ units: event.units, inStock: event.inStock }, 'units leased')
      case 'started': {
        const { jobId, unitIndex } = event.work
        return logger.debug({ jobId, unit: unitIndex }, 'unit started')
      }
      case 'finished':
        return logger.debug({ unit: event.work.unitIndex, ms: event.elapsedMs }, 'unit finished')
      case 'answered': {
        const { answer, code, message } = event.answer
        const { jobId, unitIndex, leaseId } = event.work
        const place = { jobId, unit: unitIndex, leaseId }
        return answer === 'accepted'
          ? logger.debug(place, 'receipt accepted')
          : logger.warn({ ...place, answer, code, message }, 'receipt not accepted')
      }
      case 'abandoned': {
        const { work, code, message } = event
        const { jobId, unitIndex } = work
        const line = { jobId, unit: unitIndex, code, message }
        // Given back because it had to stop: nothing went wrong.
        return code === 'MACHINE_CANCELLED'
          ? logger.debug(line, 'unit given back')
          : logger.warn(line, 'unit abandoned')
      }
      case 'waiting':
        return event.suspended === null
          ? logger.debug({ waitMs: event.waitMs }, 'no work')
          : logger.warn({ reason: event.suspended }, 'suspended')
      case 'unreachable': {
        const { code, message, waitMs } = event
        return logger.warn({ code, message, waitMs }, 'coordinator unreachable')
      }
      case 'left': {
        const { work, code, message } = event
        return logger.warn({ unit: work.unitIndex, code, message }, 'left to the next start')
      }
      case 'forgetful':
        return logger.warn({ code: event.code, message: event.message }, 'cannot keep receipts')
    }
  }
