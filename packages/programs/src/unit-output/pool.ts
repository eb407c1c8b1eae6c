/** Unit outputs put together: each unit once, all of one study, in one order. */
import { GridError } from '@pumasi/domain'

export interface Pooling<Unit> {
  /** Reads one standard output. @throws `BAD_UNIT_OUTPUT` */
  readonly read: (stdout: Uint8Array) => Unit
  /** What tells units of a study apart, as numbers to be sorted by: a seed, a block. */
  readonly identity: (unit: Unit) => readonly number[]
  /** What all units of a study have in common, by name; units of a kind may have more names. */
  readonly study: (unit: Unit) => Readonly<Record<string, number | string>>
}

/**
 * Reads outputs that came in any order; the units come back in the order of their identity.
 * @throws `BAD_UNIT_OUTPUT`, `NO_UNITS`, `DUPLICATE_UNIT`, `MIXED_STUDY`
 */
export function poolUnits<Unit>(
  stdouts: readonly Uint8Array[],
  { read, identity, study }: Pooling<Unit>,
): readonly [Unit, ...Unit[]] {
  const units = stdouts.map(read).sort((a, b) => compareNumbers(identity(a), identity(b)))
  const [first] = units
  if (first === undefined) {
    throw new GridError('NO_UNITS', 'found no output of any unit, expected at least one', {
      hint: 'Wait until units are believed.',
      retryable: true,
    })
  }
  const expected: Record<string, { readonly value: number | string; readonly of: Unit }> = {}
  units.forEach((unit, index) => {
    const before = units[index - 1]
    if (before !== undefined && compareNumbers(identity(before), identity(unit)) === 0) {
      throw new GridError('DUPLICATE_UNIT', `found two outputs of unit ${name(unit)}`, {
        hint: 'Give each unit once: a repeated one would count the same work twice.',
        details: { identity: identity(unit) },
      })
    }
    for (const [key, found] of Object.entries(study(unit))) {
      const { value, of } = (expected[key] ??= { value: found, of: unit })
      if (found === value) continue
      throw new GridError(
        'MIXED_STUDY',
        `found unit ${name(unit)} with ${key} ${found}, expected ${value} as in ${name(of)}`,
        { hint: 'Reduce the units of one job at a time.', details: { key, found } },
      )
    }
  })
  return [first, ...units.slice(1)]

  function name(unit: Unit): string {
    return identity(unit).join('/')
  }
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
