/** The study: priors, tolerance, and the job that carries it. The README argues for each number. */
import { GridError } from '@pumasi/domain'
import type { JobFile } from '../program.ts'

/** Upper ends of the uniform priors on (0, max], in millionths per day. */
export const BETA_MAX_MICRO = 5_000_000
export const GAMMA_MAX_MICRO = 2_000_000

/** Units of the demo: about half a minute of plain V8 time on one core, before replication. */
export const DEMO_UNITS = 300
const UNITS_MAX = 100_000

/** The job of `units` units: seeds 1 to `units`. @throws `BAD_PARAMETER` */
export function planJob({ units }: { readonly units: number }): JobFile {
  if (!Number.isInteger(units) || units < 1 || units > UNITS_MAX) {
    throw new GridError('BAD_PARAMETER', `found ${units} units, expected 1 to ${UNITS_MAX}`, {
      hint: `Give a whole number of units; ${DEMO_UNITS} are the demo.`,
      details: { units, max: UNITS_MAX },
    })
  }
  return {
    name: 'boarding-school-influenza',
    program: '../../dist/boarding-school.wasm',
    args: ['--seed', '{seed}', '--draws', '15000', '--epsilon', '18'],
    matrix: { seed: { from: 1, to: units } },
    limits: { fuel: 2_000_000_000, memory: '16MiB', output: '1MiB', wall: '60s' },
    replication: { quorum: 2 },
  }
}
