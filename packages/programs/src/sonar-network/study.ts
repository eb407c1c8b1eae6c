/** The sweep: which networks are trained, how, and the job that carries it. */
import type { JobFile } from '../program.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'

export const FOLDS = 13
export const EPOCHS = 300
/** The learning rate at which networks are held against the published ones. */
export const RATE = 0.2

export const scale: Scale = {
  counts: 'cross-validations of each configuration',
  ...{ min: 2, demo: 10, max: 10_000 },
}

/** Six sizes of the hidden layer at two learning rates. @throws `BAD_PARAMETER` */
export function planJob(validations: number): JobFile {
  assertScale(scale, validations)
  return jobOf(validations, [0, 2, 3, 6, 12, 24], ['0.05', `${RATE}`])
}

/** No hidden layer and one of six, for a test. */
export const small: JobFile = jobOf(2, [0, 6], [`${RATE}`])

function jobOf(validations: number, hidden: readonly number[], rates: readonly string[]): JobFile {
  return {
    name: 'sonar-network',
    program: '../../dist/sonar-network.wasm',
    args: [
      ...['--seed', '{seed}', '--hidden', '{hidden}', '--rate', '{rate}'],
      ...['--epochs', `${EPOCHS}`, '--folds', `${FOLDS}`],
    ],
    inputs: ['sonar.csv'],
    matrix: { hidden, rate: rates, seed: { from: 1, to: validations } },
    limits: { fuel: 100_000_000_000, memory: '16MiB', output: '64KiB', wall: '300s' },
    replication: { quorum: 2 },
  }
}
