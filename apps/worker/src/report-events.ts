/** What a worker does, as log lines. */
import type { WorkerEvent } from '@pumasi/engine'
import type { Logger } from 'pino'

/** Logs each event at the level it deserves. */
export const reportTo =
  (logger: Logger) =>
  (event: WorkerEvent): void => {
    switch (event.type) {
      case 'started': {
        const { jobId, unitIndex } = event.work
        return logger.debug({ jobId, unit: unitIndex }, 'unit started')
      }
      case 'answered': {
        const { answer, code, message } = event.answer
        const line = { unit: event.work.unitIndex, answer, code, message }
        return answer === 'accepted'
          ? logger.info({ unit: line.unit }, 'receipt accepted')
          : logger.warn(line, 'receipt not accepted')
      }
      case 'abandoned': {
        const { work, code, message } = event
        return logger.warn({ unit: work.unitIndex, code, message }, 'unit abandoned')
      }
      case 'waiting':
        return event.suspended === null
          ? logger.debug({ waitMs: event.waitMs }, 'no work')
          : logger.warn({ reason: event.suspended }, 'suspended')
      case 'unreachable':
        return logger.warn({ code: event.code, message: event.message }, 'coordinator unreachable')
    }
  }
