/** What requesters send. */
import { z } from 'zod'
import { jobBounds, jobIdSchema, jobSpecSchema, labelSchema } from '@pumasi/domain'

/** As `PRIORITY_MAX` of the rules. */
const PRIORITY_BOUND = 100
const prioritySchema = z.int().min(-PRIORITY_BOUND).max(PRIORITY_BOUND)
const byJob = { jobId: jobIdSchema }

export const pauseSchema = z.strictObject({
  ...byJob,
  /** Shown to everybody who looks at the job. */
  reason: labelSchema,
})
export const prioritySettingSchema = z.strictObject({ ...byJob, priority: prioritySchema })

export const submissionSchema = z.strictObject({
  spec: jobSpecSchema,
  /** Real time a host may spend on one unit. */
  wallMaxMs: z.int().min(1_000).max(jobBounds.wallMaxMs),
  /** Among the jobs of one requester, higher goes first; 0 unless given. */
  priority: prioritySchema.optional(),
})
export type Submission = z.infer<typeof submissionSchema>
