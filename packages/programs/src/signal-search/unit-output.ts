/** One unit's standard output, read as a stranger's: detections in the order found, then counts. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'
import { BLOCKS, COARSE, SLOT, SPAN, kinds, moments, signals } from './band.ts'

const DETECTIONS_MAX = 4096
const RATES_MAX = 500
const LEVELS = 4

const count = z.int().min(0)
const detectionSchema = z.strictObject({
  at: count,
  bin: count,
  kind: z
    .int()
    .min(0)
    .max(kinds.length - 1),
  milli: count,
  rate: z.int().min(-RATES_MAX).max(RATES_MAX),
})
const summarySchema = z.strictObject({
  detections: count.max(DETECTIONS_MAX),
  dropped: count,
  energyMicro: count,
  exceed: z.array(z.array(count).length(LEVELS)).length(kinds.length),
  firstRate: z.int().min(-RATES_MAX).max(RATES_MAX),
  imbalanceFemto: count,
  part: count.max(2 * RATES_MAX),
  rates: z
    .int()
    .min(1)
    .max(2 * RATES_MAX + 1),
  seed: count,
  signals: count.max(signals.length),
  span: count.max(RATES_MAX),
  version: z.literal(1),
})

/** A value over the threshold of detection. */
export interface Detection {
  /** Index into `kinds`. */
  readonly kind: number
  /** Drift rate in bins a block, and bin at that rate, of a long or a short spectrum. */
  readonly rate: number
  readonly bin: number
  /** Block of a spike, slot of a gaussian's moment, 0 for a track. */
  readonly at: number
  /** In the unit of its kind. */
  readonly value: number
}

export interface UnitOutput extends Omit<z.infer<typeof summarySchema>, 'detections' | 'version'> {
  readonly detections: readonly Detection[]
}

/** Reads one unit's output. @throws `BAD_UNIT_OUTPUT` */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('signal-search', stdout)
  const last = lines.count - 1
  const { version: _, detections: found, ...unit } = lines.read(last, summarySchema)
  if (found !== last) throw lines.refusal(last, `a count other than ${last} lines`)
  if (unit.firstRate + unit.rates - 1 > unit.span || unit.firstRate < -unit.span) {
    throw lines.refusal(last, 'drift rates outside the span')
  }
  for (const counts of unit.exceed) {
    if (counts.some((each, level) => each > (counts[level - 1] ?? each))) {
      throw lines.refusal(last, 'more values over a higher threshold than over a lower one')
    }
  }
  const detections = Array.from({ length: last }, (_, index): Detection => {
    const { milli, ...detection } = lines.read(index, detectionSchema)
    const flaw = flawOf({ ...detection, value: milli / 1000 }, unit.firstRate, unit.rates)
    if (flaw !== undefined) throw lines.refusal(index, flaw)
    return { ...detection, value: milli / 1000 }
  })
  return { ...unit, detections }
}

function flawOf(
  { kind, rate, bin, at, value }: Detection,
  firstRate: number,
  rates: number,
): string | undefined {
  if (rate < firstRate || rate >= firstRate + rates) return 'a drift rate that was not searched'
  if (bin >= (kind === 2 ? SLOT : SPAN)) return 'a bin outside the spectrum'
  const places = [at < BLOCKS, at === 0, moments.includes(at) && rate % COARSE === 0]
  if (places[kind] !== true) return 'a place that was not searched'
  // Rounded to thousandths.
  if (value < (kinds[kind]?.detection ?? 0) - 0.001) return 'a value below the threshold'
  return undefined
}
