/** One unit's output: the climates of one albedo and diffusivity, read as a stranger's. */
import { z } from 'zod'
import { splitLines } from '../unit-output/lines.ts'

const sunlightMicro = z.int().min(200_000_000).max(1_000_000_000)
const climateSchema = z.strictObject({
  iceLineMicro: z.int().min(0).max(1_000_000),
  temperatureMicro: z.int().min(-100_000_000).max(400_000_000),
})

const schema = z.strictObject({
  albedoMilli: z.int().min(400).max(800),
  cells: z.int().min(16).max(1_024),
  diffusivityMilli: z.int().min(300).max(1_500),
  freezingMicro: sunlightMicro,
  states: z
    .array(
      z.strictObject({
        cold: climateSchema,
        sunlight: z.int().min(280).max(580),
        warm: climateSchema,
      }),
    )
    .length(31),
  thawingMicro: sunlightMicro,
  version: z.literal(1),
})

export type UnitOutput = Omit<z.infer<typeof schema>, 'version'>

/** @throws `BAD_UNIT_OUTPUT`, also for climates that contradict the critical sunlight */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('energy-balance', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  unit.states.forEach(({ sunlight, warm, cold }, at) => {
    const micro = sunlight * 1e6
    const open = warm.iceLineMicro > 0 === micro >= unit.freezingMicro
    const frozen = (cold.iceLineMicro === 0) === micro <= unit.thawingMicro
    if (sunlight !== 280 + 10 * at || !open || !frozen) {
      throw lines.refusal(0, `climates under ${sunlight} W/m2 that contradict the critical ones`)
    }
  })
  return unit
}
