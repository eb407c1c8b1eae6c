import { expect, test } from 'vitest'
import { batchView } from '../testing/views.ts'
import { standingOf } from './standing.ts'

const { commit } = batchView(1, 4, 0, 5)

test.each([
  ['closed', null, null, 'waiting', null],
  ['committed, and the chain is away', commit, null, 'unknown', null],
  ['open to objections', commit, { state: 'pending', finalAt: 30 }, 'pending', 20_000],
  ['objected to', commit, { state: 'held', finalAt: 30 }, 'held', 20_000],
  [
    'due by our clock, not yet by the chain',
    commit,
    { state: 'pending', finalAt: 9 },
    'pending',
    0,
  ],
  ['final', commit, { state: 'final', finalAt: 9 }, 'final', null],
  ['voided, whatever its time says', commit, { state: 'voided', finalAt: 30 }, 'voided', null],
] as const)('%s', (_what, commit, standing, state, leftMs) => {
  expect(standingOf({ commit, standing }, 10_000)).toEqual({ state, leftMs })
})
