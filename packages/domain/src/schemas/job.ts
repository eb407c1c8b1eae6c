/** Job specifications as they arrive from strangers: from requesters, and from mirrors. */
import { z } from 'zod'
import type { JobSpec, TrustDemand } from '../job.ts'
import { readDocument } from './document.ts'
import { WASM_PAGE_BYTES } from '../units.ts'
import { accountSchema, countSchema, digestSchema, labelSchema, uintSchema } from './primitives.ts'

/** Bounds of what one job may ask of a stranger's machine. */
export const jobBounds = {
  fuelMax: 2n ** 62n,
  memoryMaxBytes: 1024 * 1024 * 1024,
  outputMaxBytes: 64 * 1024 * 1024,
  wallMaxMs: 24 * 3_600_000,
  quorumMax: 16,
} as const

const axisName = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'expected a short lower-case name')
const text = z.string().max(4_096)
/** A file name as the program sees it: relative, no dot segments. */
export const fileNameSchema = z
  .string()
  .max(255)
  .regex(/^[^/\\\p{Cc}\p{Cs}]+(\/[^/\\\p{Cc}\p{Cs}]+)*$/u, 'expected a relative path')
  .refine((name) => name.split('/').every((part) => part !== '.' && part !== '..'), {
    error: 'expected a path without . or ..',
  })

export const axisSchema = z.union([
  z.strictObject({ name: axisName, values: z.array(text).min(1).max(100_000) }),
  z
    .strictObject({ name: axisName, from: z.int(), to: z.int() })
    .refine(({ from, to }) => from <= to, { error: 'expected from <= to' }),
])

export const limitsSchema = z.strictObject({
  fuelMax: uintSchema(64).pipe(z.bigint().positive().max(jobBounds.fuelMax)),
  memoryMaxBytes: z.int().positive().max(jobBounds.memoryMaxBytes).multipleOf(WASM_PAGE_BYTES),
  outputMaxBytes: countSchema.max(jobBounds.outputMaxBytes),
})

const work = {
  name: labelSchema,
  nonce: z.string().max(100),
  requester: accountSchema.nullable(),
  program: digestSchema,
  args: z.array(text).max(256),
  axes: z.array(axisSchema).max(16),
  stdin: z.array(digestSchema).max(100_000),
  files: z.array(z.strictObject({ name: fileNameSchema, digest: digestSchema })).max(256),
  limits: limitsSchema,
} as const

export const trustDemandSchema: z.ZodType<TrustDemand> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('adaptive') }),
  z.strictObject({ kind: z.literal('full') }),
  z.strictObject({ kind: z.literal('confidence'), wrongMaxPpm: z.int().min(1).max(1_000_000) }),
])

export const jobSpecSchema: z.ZodType<JobSpec> = z.discriminatedUnion('version', [
  z.strictObject({
    version: z.literal(1),
    ...work,
    quorum: z.int().min(1).max(jobBounds.quorumMax),
  }),
  z.strictObject({ version: z.literal(2), ...work, trust: trustDemandSchema }),
])

/** Reads a job specification's canonical bytes. @throws `NOT_CANONICAL`, `BAD_DOCUMENT` */
export const decodeJobSpec = (bytes: Uint8Array): JobSpec =>
  readDocument('a job specification', jobSpecSchema, bytes)
