/** The study: which recordings, which drift rates, and the job that carries it. */
import type { JobFile } from '../program.ts'
import { assertScale } from '../study/scale.ts'
import type { Scale } from '../study/scale.ts'
import { signals } from './band.ts'

export const scale: Scale = { counts: 'recordings', min: 1, demo: 1, max: 1000 }

/** Each recording with the signals and without, at 181 drift rates. @throws `BAD_PARAMETER` */
export function planJob(recordings: number): JobFile {
  assertScale(scale, recordings)
  return jobOf(recordings, 90, 13)
}

/** A few drift rates around none: two of the signals are among them. */
export const small: JobFile = jobOf(1, 14, 15)

/** Drift rates -span to span, in bins a block, `rates` of them in a unit. */
function jobOf(recordings: number, span: number, rates: number): JobFile {
  return {
    name: 'signal-search',
    program: '../../dist/signal-search.wasm',
    args: [
      ...['--seed', '{recording}', '--signals', '{signals}'],
      ...['--span', `${span}`, '--rates', `${rates}`, '--part', '{part}'],
    ],
    inputs: ['signals.csv'],
    matrix: {
      recording: { from: 1, to: recordings },
      signals: [0, signals.length],
      part: { from: 0, to: Math.ceil((2 * span + 1) / rates) - 1 },
    },
    limits: { fuel: 60_000_000_000, memory: '16MiB', output: '1MiB', wall: '300s' },
    replication: { quorum: 2 },
  }
}
