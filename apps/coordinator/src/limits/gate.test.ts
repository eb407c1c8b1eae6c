import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createGate } from './gate.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('lets in so many, then the next in line as others leave, in order', async () => {
  const gate = createGate('calls', { workingMax: 2, waitingMax: 5, waitMs: 1_000 })
  const seen: number[] = []
  const leaves = await Promise.all([gate.enter(), gate.enter()])
  const late = [1, 2].map(async (number) => {
    const leave = await gate.enter()
    seen.push(number)
    return leave
  })
  await vi.advanceTimersByTimeAsync(0)
  expect([gate.working(), gate.waiting(), seen]).toEqual([2, 2, []])
  leaves[0]?.()
  leaves[0]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect([gate.working(), gate.waiting(), seen]).toEqual([2, 1, [1]])
  leaves[1]?.()
  for (const each of await Promise.all(late)) each()
  expect([gate.working(), gate.waiting(), seen]).toEqual([0, 0, [1, 2]])
})

test('sends away at once whom the line has no room for, and who waited too long', async () => {
  const gate = createGate('calls', { workingMax: 1, waitingMax: 1, waitMs: 1_000 })
  const leave = await gate.enter()
  const waiting = gate.enter().catch((error: unknown) => error)
  const refused = {
    ...{ code: 'COORDINATOR_BUSY', retryable: true },
    details: { retryAfterMs: expect.any(Number) as number },
  }
  await expect(gate.enter()).rejects.toMatchObject(refused)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await waiting).toMatchObject(refused)
  leave()
  expect([gate.working(), gate.waiting()]).toEqual([0, 0])
  ;(await gate.enter())()
})
