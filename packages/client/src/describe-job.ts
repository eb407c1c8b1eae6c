/**
 * A job as people describe it: the keys of a job file (docs/job-file.md), the same whether they
 * come from YAML or from a program. What it names (the program, standard inputs, files) is a
 * path in a file and bytes in a program: `content` says which.
 */
import { MIB, fileNameSchema, jobBounds, labelSchema } from '@pumasi/domain'
import { parseCount, parseDuration, parseSize } from '@pumasi/domain'
import { z } from 'zod'

const quantity = (
  parse: (text: string) => number | null,
  expected: string,
  least: number,
  most: number,
) =>
  z
    .union([z.string(), z.number()], { error: `expected ${expected}` })
    .transform((value, context) => {
      const parsed = parse(String(value))
      if (parsed !== null && parsed >= least && parsed <= most) return parsed
      const bounds = parsed === null ? '' : `, ${least} to ${most}`
      context.addIssue({ code: 'custom', message: `expected ${expected}${bounds}` })
      return z.NEVER
    })

/** Text, or a number that is kept as it was written. */
const word = z
  .union([z.string(), z.number()], { error: 'expected a text or a number' })
  .refine((value) => typeof value === 'string' || Math.abs(value) <= Number.MAX_SAFE_INTEGER, {
    error: 'expected quotes around a number this large: it would be rounded',
  })
  .transform(String)

const axisRange = z.strictObject({ from: z.int(), to: z.int() })
const axisList = z.array(word).min(1)
type AxisValues = z.input<typeof axisList> | z.input<typeof axisRange>
/** Lists and ranges apart, so that what is wrong inside either is said. */
const axisValues = z
  .custom<AxisValues>()
  .transform((value, context): string[] | z.infer<typeof axisRange> => {
    const read = (Array.isArray(value) ? axisList : axisRange).safeParse(value)
    if (read.success) return read.data
    for (const { path, message } of read.error.issues) {
      const found = `${message} (a list of values, or {from, to})`
      context.addIssue({ code: 'custom', path: [...path], message: found })
    }
    return z.NEVER
  })

/** A share such as 0.1%, in parts per million. */
const share = z.string({ error: 'expected a share such as 0.1%' }).transform((text, context) => {
  const [, digits = ''] = /^(\d{1,2}(?:\.\d{1,4})?)%$/.exec(text) ?? []
  const ppm = Math.round(Number(digits) * 10_000)
  if (digits !== '' && ppm >= 1) return ppm
  context.addIssue({ code: 'custom', message: 'expected a share such as 0.1%, 0.0001% to 99%' })
  return z.NEVER
})

/** One of three: a quorum, trust in accounts' records, or a bound on wrong belief. */
const replication = z
  .strictObject({
    quorum: z.int().min(1).max(jobBounds.quorumMax).optional(),
    trust: z.enum(['adaptive', 'full']).optional(),
    confidence: share.optional(),
  })
  .transform(({ quorum, trust, confidence }, context) => {
    const given = [quorum, trust, confidence].filter((one) => one !== undefined)
    if (given.length === 1 && quorum !== undefined) return { quorum }
    if (given.length === 1 && trust !== undefined) return { trust: { kind: trust } }
    if (given.length === 1 && confidence !== undefined) {
      return { trust: { kind: 'confidence' as const, wrongMaxPpm: confidence } }
    }
    const message = 'expected one of quorum, trust and confidence'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** The keys of a job; `content` reads what stands for the bytes of the program, inputs, files. */
export const describedJobSchema = <Content extends z.ZodType>(content: Content) =>
  z.strictObject({
    name: labelSchema,
    /** The module. */
    program: content,
    /** Argument templates: `{axis}` and `{index}` are replaced for each unit. */
    args: z.array(word).default([]),
    /** One unit for each combination of values; the last axis runs fastest. */
    matrix: z.record(z.string(), axisValues).default({}),
    /** Standard inputs: one unit (times the matrix) for each. */
    inputs: z.array(content).default([]),
    /** Read-only files every unit sees, by their names in the program. */
    files: z.record(fileNameSchema, content).default({}),
    limits: z
      .strictObject({
        fuel: quantity(parseCount, 'a count such as 2G', 1, Number.MAX_SAFE_INTEGER).default(10e9),
        memory: quantity(parseSize, 'a size such as 64MiB', 1, jobBounds.memoryMaxBytes).default(
          64 * MIB,
        ),
        output: quantity(parseSize, 'a size such as 1MiB', 0, jobBounds.outputMaxBytes).default(
          MIB,
        ),
        wall: quantity(parseDuration, 'a time such as 60s', 1_000, jobBounds.wallMaxMs).default(
          600_000,
        ),
      })
      .prefault({}),
    replication: replication.default({ quorum: 2 }),
    /** Makes the same work another job. */
    nonce: z.string().max(100).default(''),
  })

type Schema<Content> = ReturnType<typeof describedJobSchema<z.ZodType<Content>>>
/** A job as read, every default filled in. */
export type DescribedJob<Content> = z.output<Schema<Content>>
/** A job as written in a program: bytes, or the digest of bytes uploaded already. */
export type JobDescription<Content = Uint8Array | `0x${string}`> = Omit<
  z.input<Schema<Content>>,
  'program' | 'inputs' | 'files'
> & {
  readonly program: Content
  readonly inputs?: readonly Content[]
  readonly files?: Readonly<Record<string, Content>>
}
