/** One unit's output: the rulers of one stub, read as a stranger's; each ruler is checked again. */
import { z } from 'zod'
import { uintSchema } from '@pumasi/domain'
import { splitLines } from '../unit-output/lines.ts'

const schema = z.strictObject({
  first: z.int().min(1).max(127),
  limit: z.int().min(1).max(127),
  marks: z.int().min(4).max(18),
  nodes: uintSchema(64),
  part: z.int().min(0).max(127),
  parts: z.int().min(1).max(128),
  rulers: z.array(z.array(z.int().min(0).max(127))).max(4096),
  version: z.literal(1),
})

export type UnitOutput = Omit<z.infer<typeof schema>, 'version'>

/** @throws `BAD_UNIT_OUTPUT`, also for a ruler that is none or belongs to another unit */
export function readUnitOutput(stdout: Uint8Array): UnitOutput {
  const lines = splitLines('golomb', stdout)
  if (lines.count !== 1) throw lines.refusal(1, 'a second line')
  const { version: _, ...unit } = lines.read(0, schema)
  const { first, limit, marks, part, parts, rulers } = unit
  if (part >= parts) throw lines.refusal(0, `part ${part} of ${parts}`)
  for (const ruler of rulers) {
    const [zero, second, third = 0] = ruler
    const own = zero === 0 && second === first && (third - first) % parts === part
    const last = ruler.at(-1) ?? 0
    const turned = last - (ruler.at(-2) ?? 0) > first
    if (!own || !turned || ruler.length !== marks || last > limit || !isGolomb(ruler)) {
      throw lines.refusal(0, `${ruler.join(' ')}, which is no ruler of this unit,`)
    }
  }
  return unit
}

/** True when marks rise and no two pairs of them are as far apart. */
export function isGolomb(marks: readonly number[]): boolean {
  const distances = marks.flatMap((mark, at) => marks.slice(0, at).map((before) => mark - before))
  return distances.every((each) => each > 0) && new Set(distances).size === distances.length
}
