/** How long a job of a million units takes to submit, and its first leases to come. */
import { atMost, figure } from './row.ts'
import type { Bench, Row } from './row.ts'
import { withSession } from './session.ts'

const UNITS = 1_000_000

export const measureSubmission = (bench: Bench): Promise<Row[]> =>
  withSession(bench, 'submission', async ({ load }) => {
    const ms = await load.submit({ name: 'a million units', units: UNITS, quorum: 2 })
    const firstMs = await load.acquire(50, 1, 1)
    return [
      atMost('submit a job of a million units', ms / 1_000, 's', 2),
      figure('its first 50 leases', firstMs, 'ms'),
    ]
  })
