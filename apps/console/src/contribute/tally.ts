/**
 * Tally: what this tab has done since it was opened, from the worker's events.
 *
 * In: events in their order, and when they came. Out: a value that React shows.
 */
import type { JobId } from '@pumasi/domain'
import type { HeldUnit, WorkerEvent } from '@pumasi/engine'

/** Answers of the coordinator that are kept to look at. */
export const ANSWERS_MAX = 50

export interface RunningUnit {
  readonly leaseId: string
  readonly jobId: JobId
  readonly unitIndex: number
  readonly sinceMs: number
}

export interface AnsweredUnit {
  readonly leaseId: string
  readonly jobId: JobId
  readonly unitIndex: number
  readonly atMs: number
  /** Null when the receipt was taken; else the coordinator's, or this machine's, reason. */
  readonly reason: string | null
}

export interface Tally {
  readonly running: readonly RunningUnit[]
  /** Finished, and not answered yet. */
  readonly unanswered: readonly string[]
  readonly accepted: number
  readonly refused: number
  readonly givenBack: number
  /** Newest first. */
  readonly answers: readonly AnsweredUnit[]
  /** Why nothing runs, while nothing does. */
  readonly waiting:
    | { readonly kind: 'no-work' }
    | { readonly kind: 'suspended' | 'unreachable'; readonly reason: string }
    | null
}

export const emptyTally: Tally = {
  ...{ running: [], unanswered: [], answers: [], waiting: null },
  ...{ accepted: 0, refused: 0, givenBack: 0 },
}

export function applyEvent(tally: Tally, event: WorkerEvent, nowMs: number): Tally {
  switch (event.type) {
    case 'leased':
      return event.units > 0 ? { ...tally, waiting: null } : tally
    case 'started': {
      const { leaseId, jobId, unitIndex } = event.work
      const running = [...tally.running, { leaseId, jobId, unitIndex, sinceMs: nowMs }]
      return { ...tally, running, waiting: null }
    }
    case 'finished': {
      const { leaseId } = event.work
      return { ...ended(tally, leaseId), unanswered: [...tally.unanswered, leaseId] }
    }
    case 'answered': {
      const { answer, message } = event.answer
      const taken = answer === 'accepted'
      const unanswered = tally.unanswered.filter((leaseId) => leaseId !== event.work.leaseId)
      const count = taken ? { accepted: tally.accepted + 1 } : { refused: tally.refused + 1 }
      const reason = taken ? null : (message ?? answer)
      return { ...noteAnswer(tally, event.work, reason, nowMs), ...count, unanswered }
    }
    case 'abandoned': {
      const given = { ...ended(tally, event.work.leaseId), givenBack: tally.givenBack + 1 }
      // Given back because the visitor wished it: nothing went wrong.
      const meant = ['MACHINE_CANCELLED', 'HOST_STOPPED'].includes(event.code)
      return meant ? given : noteAnswer(given, event.work, event.message, nowMs)
    }
    case 'waiting': {
      const { suspended } = event
      if (tally.running.length > 0 && suspended === null) return tally
      const waiting =
        suspended === null
          ? { kind: 'no-work' as const }
          : { kind: 'suspended' as const, reason: suspended }
      return { ...tally, waiting }
    }
    case 'unreachable':
      return { ...tally, waiting: { kind: 'unreachable', reason: event.message } }
    case 'left':
      return {
        ...noteAnswer(tally, event.work, event.message, nowMs),
        unanswered: tally.unanswered.filter((leaseId) => leaseId !== event.work.leaseId),
      }
    // A tab keeps nothing that it could restore, or fail to keep.
    case 'restored':
    case 'forgetful':
      return tally
  }
}

const ended = (tally: Tally, leaseId: string): Tally => ({
  ...tally,
  running: tally.running.filter((unit) => unit.leaseId !== leaseId),
})

const noteAnswer = (
  tally: Tally,
  { leaseId, jobId, unitIndex }: HeldUnit,
  reason: string | null,
  atMs: number,
): Tally => ({
  ...tally,
  answers: [{ leaseId, jobId, unitIndex, atMs, reason }, ...tally.answers].slice(0, ANSWERS_MAX),
})
