/**
 * Known optimal Golomb rulers.
 *
 * Lengths: W. T. Rankin, Optimal Golomb Rulers (Duke University, 1993), table of rulers up to 19
 * marks; sequence A003022 of the OEIS. Of how many there are, mirrored ones counted once: A036501.
 */
import { exactly } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import type { Rulers } from './rulers.ts'

/** The shortest length by marks. */
export const shortest: Readonly<Record<number, number>> = {
  ...{ 4: 6, 5: 11, 6: 17, 7: 25, 8: 34, 9: 44, 10: 55, 11: 72, 12: 85, 13: 106, 14: 127 },
}

/** Optimal rulers by marks. */
export const counts: Readonly<Record<number, number>> = {
  ...{ 4: 1, 5: 2, 6: 4, 7: 5, 8: 1, 9: 1, 10: 1, 11: 2, 12: 1, 13: 1, 14: 1 },
}

export function compare(found: Rulers): readonly ReferenceCheck[] {
  const { marks, rulers, missing } = found
  return [
    exactly(
      `shortest ruler of ${marks} marks`,
      found.shortest ?? 'none',
      shortest[marks] ?? 'unknown',
      'Rankin 1993; OEIS A003022',
    ),
    exactly(
      `optimal rulers of ${marks} marks`,
      rulers.length,
      counts[marks] ?? 'unknown',
      'Rankin 1993; OEIS A036501',
    ),
    exactly('stubs missing', missing, 0, 'coverage, by construction'),
  ]
}
