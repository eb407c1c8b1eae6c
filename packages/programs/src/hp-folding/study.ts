/** The study: which sequences, which ladder of temperatures, and the job that carries it. */
import type { JobFile } from '../program.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'
import { benchmarks } from './benchmark.ts'

export const scale: Scale = { counts: 'searches of each sequence', min: 1, demo: 3, max: 10_000 }

/** The job of this many searches of each benchmark sequence. @throws `BAD_PARAMETER` */
export function planJob(searches: number): JobFile {
  assertScale(scale, searches)
  return jobOf({ searches, sweeps: 20_000, longest: 64 })
}

/** The four shorter sequences, which fold within a few dozen sweeps. */
export const small: JobFile = jobOf({ searches: 2, sweeps: 300, longest: 36 })

function jobOf({
  searches,
  sweeps,
  longest,
}: Record<'searches' | 'sweeps' | 'longest', number>): JobFile {
  return {
    name: 'hp-folding',
    program: '../../dist/hp-folding.wasm',
    args: [
      ...['--seed', '{seed}', '--sequence', '{sequence}', '--replicas', '8'],
      ...['--coldest', '0.25', '--hottest', '0.6', '--sweeps', `${sweeps}`],
    ],
    matrix: {
      seed: { from: 1, to: searches },
      sequence: benchmarks
        .map(({ sequence }) => sequence)
        .filter(({ length }) => length <= longest),
    },
    limits: { fuel: 80_000_000_000, memory: '16MiB', output: '64KiB', wall: '300s' },
    replication: { quorum: 2 },
  }
}
