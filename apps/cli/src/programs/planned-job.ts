/** A program's plan as a job file that has been read: the planner's word passes the same checks. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import type { JobFile as Plan, ListedProgram } from '@pumasi/programs'
import { parseJobFile } from '../requester/job-file.ts'
import type { JobFile } from '../requester/job-file.ts'

/** @throws `JOB_FILE_INVALID` */
export function readPlan({ jobFileUrl }: Pick<ListedProgram, 'jobFileUrl'>, plan: Plan): JobFile {
  const path = fileURLToPath(jobFileUrl)
  return { ...parseJobFile(stringify(plan), path), folder: dirname(path) }
}
