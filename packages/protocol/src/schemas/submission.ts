/** What requesters send. */
import { z } from 'zod'
import { jobBounds, jobSpecSchema } from '@pumasi/domain'

export const submissionSchema = z.strictObject({
  spec: jobSpecSchema,
  /** Real time a host may spend on one unit. */
  wallMaxMs: z.int().min(1_000).max(jobBounds.wallMaxMs),
})
export type Submission = z.infer<typeof submissionSchema>
