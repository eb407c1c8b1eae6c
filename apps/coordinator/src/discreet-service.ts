/**
 * What strangers are told when the coordinator itself fails: the code, and whether to come again.
 * Where its database, its disk and its chain are, and what they said, is for the log.
 */
import { GridError, isGridError } from '@pumasi/domain'
import type { GridService } from '@pumasi/protocol'
import type { Logger } from 'pino'

/** Failures of what is behind a coordinator, by their codes. */
const ownFailures = /^(STORE_|CHAIN_|BLOB_UNREACHABLE$|BLOB_STORE_FULL$)/

/** The same failure without places; anything else as it is. */
export function discreet(error: unknown): unknown {
  if (!isGridError(error) || !ownFailures.test(error.code)) return error
  const { code, retryable, details } = error
  const retryAfterMs = details['retryAfterMs']
  return new GridError(code, 'found the coordinator unable to do this now', {
    hint: 'Try again later; if it lasts, tell the operator the code and the request id.',
    retryable,
    ...(retryAfterMs === undefined ? {} : { details: { retryAfterMs } }),
    cause: error,
  })
}

/** The service with its own failures logged, and told discreetly. */
export function beDiscreet(service: GridService, logger: Logger): GridService {
  const tell = (error: unknown): unknown => {
    const told = discreet(error)
    if (told !== error && isGridError(error)) {
      logger.warn({ code: error.code, error: error.message }, 'cannot serve')
    }
    return told
  }
  const methods = Object.entries(service) as [string, (...args: unknown[]) => unknown][]
  const wrapped = methods.map(([name, method]) => [
    name,
    name === 'watch'
      ? watchDiscreetly
      : async (...args: unknown[]) => {
          try {
            return await method(...args)
          } catch (error) {
            throw tell(error)
          }
        },
  ])
  async function* watchDiscreetly(...args: Parameters<GridService['watch']>) {
    try {
      yield* service.watch(...args)
    } catch (error) {
      throw tell(error)
    }
  }
  return Object.fromEntries(wrapped) as GridService
}
