import { GridError, toErrorShape } from '@pumasi/domain'
import { expect, test } from 'vitest'
import { accountOf } from '../testing/views.ts'
import { applyChange, idle } from './contribution-state.ts'
import type { ContributionChange, ContributionState } from './contribution-state.ts'

const after = (...changes: ContributionChange[]): ContributionState =>
  changes.reduce(applyChange, idle)
const host = { account: accountOf(1), session: accountOf(2), epoch: null }
const began: ContributionChange = { type: 'began', ...host }
const failure = toErrorShape(new GridError('WALLET_DECLINED', 'no'))

test('counts fuel exactly, however it comes', () => {
  expect(after({ type: 'burnt', fuel: 2n ** 60n }, { type: 'burnt', fuel: 1n }).fuel).toBe(
    2n ** 60n + 1n,
  )
})

test('remembers why it ended until it is started again', () => {
  const ended = after({ type: 'starting' }, { type: 'ended', failure })
  expect(ended).toMatchObject({ phase: 'idle', failure: { code: 'WALLET_DECLINED' } })
  expect(applyChange(ended, { type: 'starting' }).failure).toBeNull()
})

test('finishes only what runs: a pause that comes too early or too late changes nothing', () => {
  expect(after({ type: 'starting' }, { type: 'finishing' }).phase).toBe('starting')
  expect(after(began, { type: 'finishing' }).phase).toBe('finishing')
  expect(after(began, { type: 'ended', failure: null }, { type: 'finishing' }).phase).toBe('idle')
})

test('keeps its counts and its host over a pause', () => {
  const paused = after(began, { type: 'burnt', fuel: 7n }, { type: 'ended', failure: null })
  expect(paused).toMatchObject({ fuel: 7n, host: { account: accountOf(1) } })
})
