import type { JobId } from '@pumasi/domain'

/** Which unit of which job. */
export interface UnitKey {
  readonly jobId: JobId
  readonly unitIndex: number
}
