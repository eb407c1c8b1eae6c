/** What the gallery says of each program: one sentence, and the comparison it is known by. */

export interface Exhibit {
  readonly about: string
  /** How the quantity begins that stands for all of them. */
  readonly quantity: string
}

/** By program. */
export const exhibits: Readonly<Record<string, Exhibit>> = {
  'boarding-school': {
    about: 'How contagious was the influenza that went through an English boarding school in 1978?',
    quantity: 'R0',
  },
  'energy-balance': {
    about: 'How little sunlight makes a planet whose ice reflects it freeze over?',
    quantity: 'freezing sunlight',
  },
  golomb: {
    about: 'What is the shortest ruler whose marks measure every distance at most once?',
    quantity: 'shortest ruler',
  },
  'hp-folding': {
    about: 'Into which shape does a chain of water-loving and water-shy beads fold on a lattice?',
    quantity: 'ground state of the 64-mer',
  },
  ising: {
    about: 'At which temperature does a magnet of two dimensions lose its order?',
    quantity: 'critical temperature',
  },
  'key-search': {
    about: 'Which key turns a known text into what was published, in a block of the key space?',
    quantity: 'DES: key',
  },
  'lennard-jones': {
    about: 'How much energy have the atoms of a simple liquid, and how hard do they press?',
    quantity: 'U*/N at density 0.776, NVT',
  },
  'linear-attack': {
    about: 'How often does a linear equation of plain text, cipher and key hold in a short DES?',
    quantity: 'probability of the equation, 5 rounds',
  },
  'lorenz-96': {
    about: 'How fast do forecasts of a small atmosphere go wrong, and do they know it?',
    quantity: 'leading Lyapunov exponent',
  },
  mersenne: {
    about: 'For which exponents is a power of two less one a prime?',
    quantity: 'odd exponents of Mersenne primes',
  },
  percolation: {
    about: 'How many sites of a lattice must be open before something can trickle through?',
    quantity: 'site threshold, by wrapping along either axis',
  },
  resampling: {
    about: 'Did crossing make the maize of Darwin grow taller, or was it chance?',
    quantity: 'permutation test of the mean',
  },
  'seir-cities': {
    about: 'How many are infected in the end when an epidemic travels among cities?',
    quantity: 'final size over all cities',
  },
  'signal-search': {
    about: 'Are there signals that drift in frequency in a band full of noise?',
    quantity: 'spikes over 8 in noise',
  },
  'sonar-network': {
    about: 'Can a network of a few neurons tell mines from rocks by their echoes?',
    quantity: 'accuracy with 12 hidden units',
  },
}
