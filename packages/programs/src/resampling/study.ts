/** The study: four experiments, how long each unit is, and the job that carries them. */
import type { JobFile } from '../program.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

export const experiments = ['bootstrap', 'coverage', 'permutation', 'power'] as const
export type Experiment = (typeof experiments)[number]

/** The intervals whose coverage is measured: sizes of sample, resamples, and tail. */
export const interval = { size: 15, resamples: 199, tail: 5 } as const
/** The test whose power is measured: members of each group, difference in standard deviations. */
export const test = { group: 64, effect: 0.5, critical: 1.978970602 } as const

export const scale: Scale = { counts: 'units of each experiment', min: 1, demo: 8, max: 10_000 }

/** @throws `BAD_PARAMETER` */
export function planJob(units: number): JobFile {
  assertScale(scale, units)
  return jobOf(units, 20_000)
}

/** One short unit of each experiment, for a test. */
export const small: JobFile = jobOf(1, 2_000)

function jobOf(units: number, batches: number): JobFile {
  return {
    name: 'resampling',
    program: '../../dist/resampling.wasm',
    args: ['--experiment', '{experiment}', '--seed', '{seed}', '--batches', `${batches}`],
    inputs: ['darwin.csv'],
    matrix: { experiment: [...experiments], seed: { from: 1, to: units } },
    limits: { fuel: 60_000_000_000, memory: '16MiB', output: '64KiB', wall: '300s' },
    replication: { quorum: 2 },
  }
}
