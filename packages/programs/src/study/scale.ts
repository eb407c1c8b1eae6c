/** How large a study is: the one number that takes it from a demo to years of work. */
import { GridError } from '@pumasi/domain'

export interface Scale {
  /** What is counted, in the plural, e.g. `units of 15,000 draws`. */
  readonly counts: string
  readonly min: number
  /** About a minute on two cores, before replication. */
  readonly demo: number
  readonly max: number
}

/** @throws `BAD_PARAMETER` unless `value` is a whole number in range. */
export function assertScale({ counts, min, demo, max }: Scale, value: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return
  throw new GridError('BAD_PARAMETER', `found ${value} ${counts}, expected ${min} to ${max}`, {
    hint: `Give a whole number; the demo has ${demo}.`,
    details: { found: value, min, max },
  })
}
