import { digestOf, utf8 } from '@pumasi/domain'
import type { JobId, LeaseId } from '@pumasi/domain'
import type { HeldUnit, WorkerEvent } from '@pumasi/engine'
import { expect, test } from 'vitest'
import { ANSWERS_MAX, applyEvent, emptyTally } from './tally.ts'
import type { Tally } from './tally.ts'

const unit = (index: number): HeldUnit => ({
  leaseId: digestOf(utf8(`lease ${index}`)) as string as LeaseId,
  jobId: digestOf(utf8('job')) as string as JobId,
  unitIndex: index,
})
const answer = (index: number, kind: 'accepted' | 'lost' | 'refused'): WorkerEvent => ({
  type: 'answered',
  work: unit(index),
  answer: {
    leaseId: unit(index).leaseId,
    answer: kind,
    ...{ code: null, message: kind === 'refused' ? 'the fuel differs' : null },
  },
})
const after = (events: readonly WorkerEvent[], from: Tally = emptyTally): Tally =>
  events.reduce((tally, event, index) => applyEvent(tally, event, index), from)

test('follows a unit from its start to the answer', () => {
  const work = unit(1)
  const running = after([
    { type: 'leased', units: 1, inStock: 1 },
    { type: 'started', work },
  ])
  expect(running.running).toMatchObject([{ unitIndex: 1, sinceMs: 1 }])
  const finished = after([{ type: 'finished', work, elapsedMs: 5 }], running)
  expect([finished.running.length, finished.unanswered]).toEqual([0, [work.leaseId]])
  const answered = after([answer(1, 'accepted')], finished)
  expect(answered).toMatchObject({ accepted: 1, unanswered: [], answers: [{ reason: null }] })
})

test.each([
  ['refused', 'the fuel differs'],
  ['lost', 'lost'],
] as const)('tells why a receipt that was %s does not count', (kind, reason) => {
  expect(after([answer(1, kind)])).toMatchObject({ accepted: 0, refused: 1, answers: [{ reason }] })
})

test.each([
  ['MACHINE_CANCELLED', 0],
  ['HOST_STOPPED', 0],
  ['MACHINE_TIMEOUT', 1],
])('a unit given back with %s is told %i times', (code, told) => {
  const begun = after([{ type: 'started', work: unit(1) }])
  const given = after([{ type: 'abandoned', work: unit(1), code, message: 'why' }], begun)
  expect([given.running.length, given.givenBack, given.answers.length]).toEqual([0, 1, told])
})

test('says why nothing runs, until something does', () => {
  const idle = after([{ type: 'waiting', waitMs: 5, suspended: null }])
  expect(idle.waiting).toEqual({ kind: 'no-work' })
  const lost = after([{ type: 'unreachable', code: 'X', message: 'no answer', waitMs: 5 }], idle)
  expect(lost.waiting).toEqual({ kind: 'unreachable', reason: 'no answer' })
  expect(after([{ type: 'leased', units: 2, inStock: 2 }], lost).waiting).toBeNull()
  const busy = after([{ type: 'started', work: unit(1) }])
  expect(after([{ type: 'waiting', waitMs: 5, suspended: null }], busy).waiting).toBeNull()
  const barred = after([{ type: 'waiting', waitMs: 5, suspended: 'five refusals' }], busy)
  expect(barred.waiting).toEqual({ kind: 'suspended', reason: 'five refusals' })
})

test('keeps the newest answers only', () => {
  const all = Array.from({ length: ANSWERS_MAX + 5 }, (_, index) => answer(index, 'accepted'))
  const { answers, accepted } = after(all)
  expect([answers.length, answers[0]?.unitIndex]).toEqual([ANSWERS_MAX, ANSWERS_MAX + 4])
  expect(accepted).toBe(ANSWERS_MAX + 5)
})
