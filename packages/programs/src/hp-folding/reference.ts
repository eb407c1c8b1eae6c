/** The best folds held against the lowest energies known for the benchmark. */
import { exactly } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { benchmarks } from './benchmark.ts'
import type { Searches } from './searches.ts'

const SOURCE = 'Thachuk, Shmygelska, Hoos, BMC Bioinformatics 8 (2007) 342, S1-1 to S1-8'

/** The lowest energy known for a sequence, if it is of the benchmark. */
export const bestKnown = (sequence: string): number | undefined =>
  benchmarks.find((benchmark) => benchmark.sequence === sequence)?.contacts

/** Every sequence of the benchmark must reach its energy, and none may go below. */
export const compare = ({ folded }: Searches): readonly ReferenceCheck[] =>
  folded.flatMap(({ sequence, contacts }) => {
    const known = bestKnown(sequence)
    if (known === undefined) return []
    return [
      exactly(`ground state of the ${sequence.length}-mer (contacts)`, -contacts, -known, SOURCE),
    ]
  })
