import type { JobView } from '@pumasi/protocol'

/** Whether a job was looked for, by a part of its name or id; capitals do not matter. */
export function fits({ name, jobId }: JobView, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return name.toLowerCase().includes(wanted) || jobId.includes(wanted)
}

/** Jobs as they were listed, with what the live feed knows better of them. */
export function withLive(listed: readonly JobView[], live: readonly JobView[]): readonly JobView[] {
  const known = new Map(live.map((job) => [job.jobId, job]))
  return listed.map((job) => known.get(job.jobId) ?? job)
}
