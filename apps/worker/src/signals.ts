/**
 * What the owner of the process wants: finish and end, or end now.
 *
 * Ctrl-C finishes the units under way; once more, or SIGTERM, or the end of whoever started the
 * process gives them back at once.
 */
import type { EventEmitter } from 'node:events'
import type { Logger } from 'pino'

/** A terminal and a program in between may both pass on one Ctrl-C. */
const SAME_KEY_MS = 500

export interface OwnerSignals {
  /** End now. */
  readonly stop: AbortSignal
  /** Begin nothing more. */
  readonly drain: AbortSignal
  /** Either of them. */
  readonly quit: AbortSignal
}

export function listenToOwner(
  source: Pick<EventEmitter, 'on'>,
  logger: Pick<Logger, 'info'>,
  nowMs: () => number = Date.now,
): OwnerSignals {
  const [stop, drain] = [new AbortController(), new AbortController()]
  let firstMs: number | null = null
  source.on('SIGINT', () => {
    if (firstMs === null) {
      firstMs = nowMs()
      logger.info('finishing what is under way; Ctrl-C once more gives it back')
      drain.abort()
    } else if (nowMs() - firstMs > SAME_KEY_MS) {
      stop.abort()
    }
  })
  for (const event of ['SIGTERM', 'disconnect']) source.on(event, () => stop.abort())
  return {
    ...{ stop: stop.signal, drain: drain.signal },
    quit: AbortSignal.any([stop.signal, drain.signal]),
  }
}
