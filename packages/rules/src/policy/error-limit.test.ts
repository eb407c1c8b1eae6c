import { expect, test } from 'vitest'
import { decideErrorPause } from './error-limit.ts'

const limit = { failuresMin: 5, failuresPercent: 20 }
test.each([
  [0, 0, 0, false],
  [0, 4, 0, false],
  [0, 5, 0, true],
  [20, 5, 0, true],
  [21, 5, 0, false],
  [0, 9, 5, false],
  [0, 10, 5, true],
  [1_000_000, 100_000, 0, false],
])(
  '%i believed, %i failed, %i of them forgiven: pauses %s',
  (believed, failed, forgiven, pauses) => {
    const reason = decideErrorPause({ believed, failed, failuresForgiven: forgiven }, limit)
    expect(reason !== null).toBe(pauses)
    if (pauses) expect(reason).toContain(`${failed - forgiven} of ${believed + failed - forgiven}`)
  },
)
