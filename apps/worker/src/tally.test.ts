import type { WorkerEvent } from '@pumasi/engine'
import { expect, test } from 'vitest'
import { createTally } from './tally.ts'

test('tells how things stand in one line', () => {
  let atMs = 0
  const tally = createTally(() => atMs)
  const note = (...events: object[]): void => {
    for (const event of events) tally.note(event as WorkerEvent)
  }
  expect(tally.describe()).toBe('0 running, 0 accepted, 0.0 units a minute')
  const [one, two, three] = ['1', '2', '3'].map((leaseId) => ({ work: { leaseId } }))
  note({ type: 'restored' }, { type: 'leased' })
  for (const unit of [one, two, three]) note({ type: 'started', ...unit })
  expect(tally.describe()).toBe('3 running, 0 accepted, 0.0 units a minute')
  atMs = 30_000
  for (const unit of [one, two]) note({ type: 'finished', ...unit })
  expect(tally.describe()).toBe('1 running, 2 to report, 0 accepted, 4.0 units a minute')
  note({ type: 'answered', ...one, answer: { answer: 'accepted' } })
  note({ type: 'answered', ...two, answer: { answer: 'refused' } })
  note({ type: 'abandoned', ...three })
  expect(tally.describe()).toBe(
    '0 running, 1 accepted, 1 not accepted, 1 given back, 4.0 units a minute',
  )
  note({ type: 'waiting', suspended: null })
  expect(tally.describe()).toMatch(/, no work to be had$/)
  note({ type: 'waiting', suspended: 'too many refusals' })
  expect(tally.describe()).toMatch(/, too many refusals$/)
  note({ type: 'unreachable', message: 'nobody there' })
  expect(tally.describe()).toMatch(/, nobody there$/)
  note({ type: 'leased' })
  atMs = 600_000
  expect(tally.describe()).toMatch(/, 0.0 units a minute$/)
})
