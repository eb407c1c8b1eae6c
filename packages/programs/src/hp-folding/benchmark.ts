/**
 * The two-dimensional benchmark of the HP model and the lowest energies known for it.
 *
 * Sequences and energies as in C. Thachuk, A. Shmygelska, H. H. Hoos, "A replica exchange Monte
 * Carlo algorithm for protein folding in the HP model", BMC Bioinformatics 8 (2007) 342, S1-1 to
 * S1-8; most go back to R. Unger, J. Moult, J. Mol. Biol. 231 (1993) 75-81.
 */
export interface Benchmark {
  readonly sequence: string
  /** Contacts between H monomers in the best folds known: minus the energy. */
  readonly contacts: number
}

export const benchmarks: readonly Benchmark[] = [
  { contacts: 9, sequence: 'HPHPPHHPHPPHPHHPPHPH' },
  { contacts: 9, sequence: 'HHPPHPPHPPHPPHPPHPPHPPHH' },
  { contacts: 8, sequence: 'PPHPPHHPPPPHHPPPPHHPPPPHH' },
  { contacts: 14, sequence: 'PPPHHPPHHPPPPPHHHHHHHPPHHPPPPHHPPHPP' },
  { contacts: 23, sequence: 'PPHPPHHPPHHPPPPPHHHHHHHHHHPPPPPPHHPPHHPPHPPHHHHH' },
  { contacts: 21, sequence: 'HHPHPHPHPHHHHPHPPPHPPPHPPPPHPPPHPPPHPHHHHPHPHPHPHH' },
  { contacts: 36, sequence: 'PPHHHPHHHHHHHHPPPHHHHHHHHHHPHPPPHHHHHHHHHHHHPPPPHHHHHHPHHPHP' },
  { contacts: 42, sequence: 'HHHHHHHHHHHHPHPHPPHHPPHHPPHPPHHPPHHPPHPPHHPPHHPPHPHPHHHHHHHHHHHH' },
]
