import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventQueue } from './event-queue.ts'

test('property: events come by time, and of one time in the order they were added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (times) => {
      const queue = new EventQueue<{ readonly atMs: number; readonly place: number }>()
      const events = times.map((atMs, place) => ({ atMs, place }))
      for (const event of events) queue.push(event)
      const out = events.map(() => queue.pop())
      expect(out).toEqual(events.toSorted((a, b) => a.atMs - b.atMs || a.place - b.place))
      expect(queue.pop()).toBeNull()
    }),
  )
})
