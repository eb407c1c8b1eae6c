import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyJobEvent, unsteered } from './steering.ts'
import type { JobEvent, Steering } from './steering.ts'

const pause: JobEvent = { type: 'paused', atMs: 5, reason: 'why' }
const resume: JobEvent = { type: 'resumed', failed: 3 }
const first: JobEvent = { type: 'prioritised', priority: 7 }
const paused: Steering = { ...unsteered, pausedAtMs: 5, pauseReason: 'why' }

test.each<[string, Steering, JobEvent, string, Steering | null]>([
  ['pausing', unsteered, pause, 'applied', paused],
  ['pausing again, for another reason', paused, { ...pause, reason: 'x' }, 'repeated', null],
  ['resuming', paused, resume, 'applied', { ...unsteered, failuresForgiven: 3 }],
  ['resuming what runs', unsteered, resume, 'repeated', null],
  ['a priority', paused, first, 'applied', { ...paused, priority: 7 }],
  ['the same priority', unsteered, { ...first, priority: 0 }, 'repeated', null],
  ['pausing what is over', { ...unsteered, finishedAtMs: 1 }, pause, 'over', null],
  ['a priority of what is over', { ...unsteered, finishedAtMs: 1 }, first, 'over', null],
])('%s', (_what, steering, event, answer, change) => {
  expect(applyJobEvent(steering, event)).toEqual({ answer, change })
})

test('property: an event twice changes nothing the second time', () => {
  const eventArb = fc.oneof(
    fc.record({ type: fc.constant('paused' as const), atMs: fc.nat(), reason: fc.string() }),
    fc.record({ type: fc.constant('resumed' as const), failed: fc.nat() }),
    fc.record({ type: fc.constant('prioritised' as const), priority: fc.integer() }),
  )
  fc.assert(
    fc.property(fc.array(eventArb), eventArb, (before, event) => {
      const apply = (steering: Steering, one: JobEvent) =>
        applyJobEvent(steering, one).change ?? steering
      const once = apply(before.reduce(apply, unsteered), event)
      expect(applyJobEvent(once, event)).toEqual({ answer: 'repeated', change: null })
    }),
  )
})
