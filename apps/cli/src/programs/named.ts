/** Programs by the names people give. */
import { GridError } from '@pumasi/domain'
import { programs } from '@pumasi/programs'
import type { ListedProgram } from '@pumasi/programs'

/** @throws `USAGE` for a name that no program has */
export function programNamed(name: string): ListedProgram {
  const found = programs.find((program) => program.name === name)
  if (found !== undefined) return found
  throw new GridError('USAGE', `found program ${name}, expected one of those listed`, {
    hint: `Give one of ${programs.map((program) => program.name).join(', ')}.`,
    details: { name },
  })
}

/** All programs, or those named, each once. @throws `USAGE` */
export const programsNamed = (names: readonly string[]): readonly ListedProgram[] =>
  names.length === 0 ? programs : [...new Set(names)].map(programNamed)
