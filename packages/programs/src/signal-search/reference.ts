/** Signals and false alarms held against what was put in and what noise does. */
import { between, exactly, withinErrors } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { driftTolerance } from './search.ts'
import type { Search } from './search.ts'

const PUT_IN = 'signals.csv: what was put in'
const THEORY = {
  spike: 'exponential tail',
  track: 'gamma tail, 8 spectra',
  gaussian: 'tail of a sum of exponentials',
} as const

export function compare(search: Search): readonly ReferenceCheck[] {
  const { verdicts, falseAlarms, strays, straysExpected, imbalance } = search
  return [
    ...verdicts
      .filter(({ due }) => due)
      .flatMap(({ signal, found, recordings, drift }) => {
        const name = `signal at ${signal.frequency} Hz`
        const met = exactly(`${name}: recordings it is found in`, found, recordings, PUT_IN)
        if (drift === undefined) return [met]
        const steps = driftTolerance(signal)
        const range = [drift - steps, drift + steps] as const
        return [met, between(`${name}: drift (Hz/s)`, drift, signal.drift, range, PUT_IN)]
      }),
    ...falseAlarms
      .filter(({ expected }) => expected >= 5)
      .map(({ kind, threshold, found, expected, error }) =>
        withinErrors({
          quantity: `${kind}s over ${threshold} in noise`,
          ...{ value: found, reference: expected, error },
          source: THEORY[kind as keyof typeof THEORY],
        }),
      ),
    withinErrors({
      quantity: 'detections that are no signal',
      value: strays.length,
      reference: straysExpected,
      error: Math.sqrt(straysExpected),
      source: 'tails at the thresholds of detection',
    }),
    withinErrors({
      quantity: 'power of spectra over power of samples, less 1',
      ...{ value: imbalance, reference: 0, error: 0, bias: 1e-9 },
      source: 'Parseval',
    }),
  ]
}
