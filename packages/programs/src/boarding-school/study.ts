/** The study: priors, tolerance, and the job that carries it. The README argues for each number. */
import type { JobFile } from '../program.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

/** Upper ends of the uniform priors on (0, max], in millionths per day. */
export const BETA_MAX_MICRO = 5_000_000
export const GAMMA_MAX_MICRO = 2_000_000

export const scale: Scale = { counts: 'units of 15,000 draws', min: 1, demo: 300, max: 100_000 }

/** The job of `units` units: seeds 1 to `units`. @throws `BAD_PARAMETER` */
export function planJob(units: number): JobFile {
  assertScale(scale, units)
  return jobOf({ units, draws: 15_000, epsilon: 18 })
}

/** Four units that accept more, for a test. */
export const small: JobFile = jobOf({ units: 4, draws: 20_000, epsilon: 30 })

function jobOf({ units, draws, epsilon }: Record<'units' | 'draws' | 'epsilon', number>): JobFile {
  return {
    name: 'boarding-school-influenza',
    program: '../../dist/boarding-school.wasm',
    args: ['--seed', '{seed}', '--draws', `${draws}`, '--epsilon', `${epsilon}`],
    matrix: { seed: { from: 1, to: units } },
    limits: { fuel: 2_000_000_000, memory: '16MiB', output: '1MiB', wall: '60s' },
    replication: { quorum: 2 },
  }
}
