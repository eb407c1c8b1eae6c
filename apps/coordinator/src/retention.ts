/** Retention as chores: what is forgotten when, in steps that nobody notices. */
import { randomInt } from 'node:crypto'
import { SLICES, deleteCancelledJobs, dropOldRows, sweepBlobs } from '@pumasi/engine'
import type { Forgetting, RetentionTimes, SweptBlobs } from '@pumasi/engine'
import type { Logger } from 'pino'
import type { SettingValues } from './config/settings.ts'
import type { Step } from './upkeep.ts'

/** One slice of the blobs at a time: all of them in less than two days. */
const STEP_MS = 600_000
const DAY_MS = 86_400_000

export const retentionSettings = [
  ...(['keep-unused-days', 'keep-refused-days'] as const),
  ...(['keep-idle-days', 'keep-cancelled-days'] as const),
] as const

export interface RetentionParts extends Forgetting {
  readonly blobs: SweptBlobs
  readonly logger: Logger
}

export function retentionChores(
  config: SettingValues<(typeof retentionSettings)[number]>,
  { logger, ...forgetting }: RetentionParts,
): readonly Step[] {
  const times: RetentionTimes = {
    unusedMs: config['keep-unused-days'] * DAY_MS,
    refusedMs: config['keep-refused-days'] * DAY_MS,
    idleMs: config['keep-idle-days'] * DAY_MS,
    cancelledMs: config['keep-cancelled-days'] * DAY_MS,
  }
  // A coordinator that is often started anew must not sweep the same slices for ever.
  let slice = randomInt(SLICES)
  const telling = (what: string, forget: () => Promise<number>) => async (): Promise<boolean> => {
    const count = await forget()
    if (count > 0) logger.info({ count }, `${what} deleted`)
    return count > 0
  }
  const step = (name: string, act: Step['act']): Step => ({
    ...{ name, act, everyMs: STEP_MS, duty: true },
  })
  return [
    step(
      'sweep blobs',
      telling('unneeded blobs', () => {
        slice = (slice + 1) % SLICES
        return sweepBlobs(forgetting, times, slice)
      }),
    ),
    step(
      'drop old rows',
      telling('old rows', () => dropOldRows(forgetting, times)),
    ),
    step(
      'delete cancelled jobs',
      telling('cancelled jobs', () => deleteCancelledJobs(forgetting, times)),
    ),
  ]
}
