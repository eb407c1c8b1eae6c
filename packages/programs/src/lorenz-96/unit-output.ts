/** One unit's output: 16 blocks and forecasts of one run, read as a stranger's. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'

const MICRO_MAX = 1_000_000_000
const micro = z.int().min(-MICRO_MAX).max(MICRO_MAX)

/** Logarithms of errors between 10^-150 and 10^4, by lead from 0 to 40. */
const logarithms = z.array(z.int().min(-700_000_000).max(10_000_000)).length(41)

const schema = z.strictObject({
  blocks: z
    .array(
      z.strictObject({
        exponentMicro: micro,
        meanMicro: micro,
        squareMicro: z.int().min(0).max(MICRO_MAX),
      }),
    )
    .length(16),
  errorPico: z.int().min(1).max(100_000_000_000),
  forcingMilli: z.int().min(0).max(20_000),
  forecasts: z.strictObject({
    growthMicro: logarithms,
    skillMicro: logarithms,
    spreadMicro: logarithms,
  }),
  seed: z.int().min(0),
  sites: z.int().min(4).max(128),
  time: z.int().min(1).max(10_000),
  version: z.literal(1),
})

export type UnitOutput = Omit<z.infer<typeof schema>, 'version'>

/** @throws `BAD_UNIT_OUTPUT`, also when a mean of squares lies below the square of the mean */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('lorenz-96', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  for (const { meanMicro, squareMicro } of unit.blocks) {
    if ((meanMicro / 1e6) ** 2 > squareMicro / 1e6 + 1e-5) {
      throw lines.refusal(0, 'a mean of squares below the square of the mean')
    }
  }
  return unit
}
