/** Which part of which list somebody wants to see. */
import { z } from 'zod'
import { countSchema } from '@pumasi/domain'

/** Rows in one page, and how deep anybody may look. */
const PAGE_MAX = 200
const FROM_MAX = 1_000_000

export const pageSchema = z.strictObject({
  from: countSchema.max(FROM_MAX),
  limit: z.int().min(1).max(PAGE_MAX),
})
export type PageWish = z.infer<typeof pageSchema>

export const searchSchema = pageSchema.extend({
  /** Part of an address, an id or a name; empty for all. */
  text: z.string().max(100),
})
export type SearchWish = z.infer<typeof searchSchema>

export const jobSearchSchema = searchSchema.extend({
  state: z.enum(['all', 'running', 'done', 'cancelled']),
})
export type JobSearchWish = z.infer<typeof jobSearchSchema>

export const historySchema = z.strictObject({
  range: z.enum(['hour', 'day', 'week', 'all']),
})
export type HistoryRange = z.infer<typeof historySchema>['range']
