/** What operators send, and whoever looks at accounts. */
import { z } from 'zod'
import { accountSchema, countSchema, labelSchema } from '@pumasi/domain'

/** Rows in one page. */
const PAGE_MAX = 200
const limitSchema = z.int().min(1).max(PAGE_MAX)

export const accountPageSchema = z.strictObject({
  /** Part of an address or of a host's name; empty for all. */
  text: z.string().max(100),
  from: countSchema.max(1_000_000),
  limit: limitSchema,
})
export type AccountPage = z.infer<typeof accountPageSchema>

export const byAccountSchema = z.strictObject({ account: accountSchema })

export const accountRefusalsSchema = z.strictObject({ account: accountSchema, limit: limitSchema })

export const creditSchema = z.strictObject({
  account: accountSchema,
  /** The batch whose table is meant; the newest that a sync takes when not given. */
  batchId: z.int().positive().optional(),
})

/** Blocking, and lifting a block. */
export const blockSchema = z.strictObject({
  account: accountSchema,
  /** Kept in the log, and shown to everybody. */
  reason: labelSchema,
})

export const actionPageSchema = z.strictObject({
  /** Only actions before this one. */
  before: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional(),
  limit: limitSchema,
})
export type ActionPage = z.infer<typeof actionPageSchema>

export const retrySchema = z.strictObject({ reason: labelSchema })
