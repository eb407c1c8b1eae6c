import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { GridError } from '@pumasi/domain'
import { createHealth } from './health.ts'
import type { HealthCheck } from './health.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})
const clock = { nowMs: () => Date.now() }
const check = (
  name: string,
  whenFailed: HealthCheck['whenFailed'],
  look: HealthCheck['look'],
): HealthCheck => ({ name, whenFailed, look })
const well = async () => null

test.each([
  [[], [], { ok: true, state: 'ready', reasons: {} }],
  [['late'], [], { ok: true, state: 'degraded', reasons: { a: 'late' } }],
  [[], ['gone'], { ok: false, state: 'unready', reasons: { b: 'gone' } }],
  [['late'], ['gone'], { ok: false, state: 'unready', reasons: { a: 'late', b: 'gone' } }],
])('degraded %j and unready %j make %j', async ([a], [b], report) => {
  const checks = [
    check('a', 'degraded', async () => a ?? null),
    check('b', 'unready', async () => b ?? null),
  ]
  expect(await createHealth(checks, clock, 0).report()).toEqual(report)
})

test('a check that throws is told by its code alone', async () => {
  const message = 'found no database at postgres://10.0.0.7/grid'
  const broken = async () => Promise.reject(new GridError('STORE_UNREACHABLE', message))
  const { reasons } = await createHealth([check('a', 'unready', broken)], clock, 0).report()
  expect(reasons).toEqual({ a: 'STORE_UNREACHABLE' })
})

test('a check that never answers is one that failed, and keeps nobody waiting', async () => {
  const silent = () => new Promise<null>(() => undefined)
  const report = createHealth([check('a', 'unready', silent)], clock, 0).report()
  await vi.advanceTimersByTimeAsync(3_000)
  expect((await report).reasons).toEqual({ a: 'no answer in 3000 ms' })
})

test('an answer is given again while it is fresh', async () => {
  const look = vi.fn(well)
  const health = createHealth([check('a', 'unready', look)], clock, 1_000)
  await Promise.all([health.report(), health.report()])
  vi.setSystemTime(999)
  await health.report()
  expect(look).toHaveBeenCalledTimes(1)
  vi.setSystemTime(1_000)
  await health.report()
  expect(look).toHaveBeenCalledTimes(2)
})
