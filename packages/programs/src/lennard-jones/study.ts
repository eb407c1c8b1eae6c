/** The study: which states of the fluid, how long they are followed, and the job for it. */
import type { JobFile } from '../program.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

/** Below four simulations of a state, their scatter says too little about the error of the mean. */
export const SIMULATIONS_MIN = 4

export const scale: Scale = {
  counts: 'simulations of each density',
  ...{ min: SIMULATIONS_MIN, demo: 8, max: 10_000 },
}

/** 500 atoms at three densities of the liquid. @throws `BAD_PARAMETER` */
export function planJob(simulations: number): JobFile {
  assertScale(scale, simulations)
  const densities = ['0.776', '0.82', '0.86']
  return jobOf({ simulations, densities, cells: 5, melt: 1000, held: 3000, free: 1500 })
}

/** One density, 256 atoms, for a test. */
export const small: JobFile = jobOf({
  ...{ simulations: 5, densities: ['0.776'], cells: 4 },
  ...{ melt: 600, held: 800, free: 300 },
})

interface Simulations {
  readonly simulations: number
  readonly densities: readonly string[]
  /** Lattice cells along an edge: 4 cells^3 atoms. */
  readonly cells: number
  /** Steps to melt and equilibrate, at constant temperature, at constant energy. */
  readonly melt: number
  readonly held: number
  readonly free: number
}

function jobOf({ simulations, densities, cells, melt, held, free }: Simulations): JobFile {
  return {
    name: 'lennard-jones-fluid',
    program: '../../dist/lennard-jones.wasm',
    args: [
      ...['--seed', '{seed}', '--cells', `${cells}`, '--density', '{density}'],
      ...['--temperature', '0.85', '--cutoff', '3', '--step', '0.004'],
      ...['--melt', `${melt}`, '--held', `${held}`, '--free', `${free}`],
    ],
    matrix: { density: densities, seed: { from: 1, to: simulations } },
    limits: { fuel: 80_000_000_000, memory: '16MiB', output: '64KiB', wall: '300s' },
    replication: { quorum: 2 },
  }
}
