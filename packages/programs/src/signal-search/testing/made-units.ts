/** Unit outputs made for tests of the reducer: right in form, free in content. */
import { concatBytes, encodeCanonical, utf8 } from '@pumasi/domain'

export interface MadeDetection {
  readonly at: number
  readonly bin: number
  readonly kind: number
  readonly milli: number
  readonly rate: number
}

/** A unit of rates -20 to 20 that wrote these detections. */
export function madeUnit(
  seed: number,
  signals: number,
  detections: readonly MadeDetection[],
  changes: Record<string, unknown> = {},
): Uint8Array {
  const summary = {
    detections: detections.length,
    dropped: 0,
    energyMicro: 1_048_576_000_000,
    exceed: [
      [14_400, 1950, 264, 36],
      [1060, 123, 13, 1],
      [118, 10, 1, 0],
    ],
    firstRate: -20,
    imbalanceFemto: 12,
    part: 0,
    rates: 41,
    seed,
    signals,
    span: 20,
    version: 1,
    ...changes,
  }
  const newLine = utf8('\n')
  return concatBytes(
    [...detections, summary].flatMap((line) => [encodeCanonical({ ...line }), newLine]),
  )
}
