import { expect, test } from 'vitest'
import type { Hex } from '@pumasi/domain'
import { createCommitTimer } from './commit-timer.ts'

const tx = (name: string): Hex => `0x${name.padStart(64, '0')}`

function setUp() {
  const now = { wall: 1_000_000, steady: 50 }
  const timer = createCommitTimer({ wallMs: () => now.wall, steadyMs: () => now.steady })
  const pass = (ms: number): void => {
    now.wall += ms
    now.steady += ms
  }
  return { timer, pass, now }
}

test('a commit is timed from the node that took it to its confirmation', () => {
  const { timer, pass } = setUp()
  timer.sent(1, tx('a'))
  pass(300)
  timer.included(1)
  pass(40)
  const timing = { sentAtMs: 1_000_000, inclusionMs: 300, confirmationMs: 40, transactions: 1 }
  expect(timer.confirmed(1, tx('a'))).toEqual(timing)
  pass(5_000)
  expect(timer.confirmed(1, tx('a'))).toEqual(timing)
})

test('a wall clock that is set back changes no span', () => {
  const { timer, pass, now } = setUp()
  timer.sent(1, tx('a'))
  now.wall -= 500_000
  pass(300)
  timer.included(1)
  expect(timer.confirmed(1, tx('a'))).toMatchObject({ sentAtMs: 1_000_000, inclusionMs: 300 })
})

test('a transaction that was replaced counts from the first one, given again it counts once', () => {
  const { timer, pass } = setUp()
  timer.sent(1, tx('a'))
  pass(1_000)
  timer.sent(1, tx('b'))
  timer.sent(1, tx('b'))
  pass(10)
  timer.included(1)
  expect(timer.confirmed(1, tx('b'))).toEqual({
    ...{ sentAtMs: 1_000_000, inclusionMs: 1_010, confirmationMs: 0, transactions: 2 },
  })
})

test('a block that was taken back is no inclusion', () => {
  const { timer, pass } = setUp()
  timer.sent(1, tx('a'))
  timer.included(1)
  pass(700)
  timer.sent(1, tx('b'))
  pass(100)
  timer.included(1)
  expect(timer.confirmed(1, tx('b'))).toMatchObject({ inclusionMs: 800, confirmationMs: 0 })
})

test('whoever did not send what is there has nothing to tell', () => {
  const { timer } = setUp()
  timer.included(1)
  expect(timer.confirmed(1, tx('a'))).toBeNull()
  timer.sent(2, tx('b'))
  timer.included(2)
  expect(timer.confirmed(2, tx('of another'))).toBeNull()
  expect(timer.confirmed(3, tx('b'))).toBeNull()
})
