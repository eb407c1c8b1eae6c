/** Tally: what a worker has done so far, in one line people can read. */
import type { WorkerEvent } from '@pumasi/engine'

/** Units of the last while from which the speed is told. */
const RATE_WINDOW_MS = 60_000

export interface Tally {
  note(event: WorkerEvent): void
  describe(): string
}

export function createTally(nowMs: () => number): Tally {
  const running = new Set<string>()
  const unanswered = new Set<string>()
  let finishedMs: number[] = []
  const counts = { accepted: 0, refused: 0, abandoned: 0 }
  let trouble: string | null = null
  const startedMs = nowMs()

  const note = (event: WorkerEvent): void => {
    switch (event.type) {
      case 'restored':
        return
      case 'leased':
        trouble = null
        return
      case 'started':
        running.add(event.work.leaseId)
        return
      case 'finished':
        running.delete(event.work.leaseId)
        unanswered.add(event.work.leaseId)
        finishedMs.push(nowMs())
        return
      case 'answered':
        unanswered.delete(event.work.leaseId)
        counts[event.answer.answer === 'accepted' ? 'accepted' : 'refused'] += 1
        return
      case 'abandoned':
        running.delete(event.work.leaseId)
        counts.abandoned += 1
        return
      case 'waiting':
        trouble = event.suspended ?? (running.size === 0 ? 'no work to be had' : null)
        return
      case 'unreachable':
        trouble = event.message
        return
      case 'left':
        unanswered.delete(event.work.leaseId)
        return
      case 'forgetful':
        trouble = event.message
    }
  }
  const describe = (): string => {
    const sinceMs = Math.min(RATE_WINDOW_MS, Math.max(1_000, nowMs() - startedMs))
    finishedMs = finishedMs.filter((atMs) => atMs >= nowMs() - sinceMs)
    const perMinute = (finishedMs.length * 60_000) / sinceMs
    const parts = [
      `${running.size} running`,
      ...(unanswered.size > 0 ? [`${unanswered.size} to report`] : []),
      `${counts.accepted} accepted`,
      ...(counts.refused > 0 ? [`${counts.refused} not accepted`] : []),
      ...(counts.abandoned > 0 ? [`${counts.abandoned} given back`] : []),
      `${perMinute < 10 ? perMinute.toFixed(1) : perMinute.toFixed(0)} units a minute`,
      ...(trouble === null ? [] : [trouble]),
    ]
    return parts.join(', ')
  }
  return { note, describe }
}
