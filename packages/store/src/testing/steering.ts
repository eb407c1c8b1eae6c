/** Conformance: whose units are leased next, and jobs that are paused, resumed, preferred, over. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '@pumasi/engine/testing'
import type { JobRecord, JobStore, Lease, Requester } from '@pumasi/engine'
import { applyJobEvent, applyUnitEvent } from '@pumasi/rules'
import type { JobEvent } from '@pumasi/rules'
import { account, acquire, addJob, makeJob, report, rules } from './grid.ts'
import type { Harness } from './harness.ts'

const steer = (store: JobStore, job: JobRecord, event: JobEvent) =>
  store.steerJob(job.id, (steering) => applyJobEvent(steering, event))
const paused = { type: 'paused', atMs: 5_000, reason: 'for a while' } as const
const resumed = { type: 'resumed', failed: 0 } as const
const namesOf = (leases: readonly Lease[], jobs: readonly JobRecord[]) =>
  leases.map(({ jobId }) => jobs.find(({ id }) => id === jobId)?.spec.name)

/** Gives a unit back so often that it fails. */
async function fail(store: JobStore, count: number): Promise<void> {
  for (let n = 0; n < 3 * count; n += 1) {
    const [lease] = await acquire(store, 500 + n)
    if (lease === undefined) throw new Error('a lease expected')
    const { id: leaseId, session } = lease
    const event = { type: 'returned', leaseId, session, atMs: 2_100, reason: 'X: y' } as const
    await store.transactUnit(lease, (view) => applyUnitEvent(view, event, rules))
  }
}

export function steeringConforms({ fresh }: Harness): void {
  test('requesters named last come after all others, in their order', async () => {
    const store = await fresh()
    const [a, b] = [account(1), account(2)]
    const jobs = [
      await addJob(store, { name: 'a', requester: a, units: 2, quorum: 1 }),
      await addJob(store, { name: 'b', requester: b, units: 2, quorum: 1 }),
      await addJob(store, { name: 'none', requester: null, units: 2, quorum: 1 }),
    ]
    const next = async (requestersLast: readonly Requester[]) =>
      namesOf(await acquire(store, 9, { count: 1, requestersLast }), jobs)
    expect(await next([])).toEqual(['a'])
    expect(await next([a, null])).toEqual(['b'])
    expect(await next([null, b, a])).toEqual(['none'])
    const rest = await acquire(store, 9, { count: 9, requestersLast: [b, a, account(7)] })
    expect(namesOf(rest, jobs)).toEqual(['none', 'b', 'a'])
  })

  test('of one requester the higher priority goes first, then the older job', async () => {
    const store = await fresh()
    const jobs = [
      await addJob(store, { name: 'low', priority: -1 }),
      await addJob(store, { name: 'old' }),
      await addJob(store, { name: 'new' }),
      await addJob(store, { name: 'high', priority: 5, units: 600 }),
    ]
    const [, , newer, high] = jobs as [JobRecord, JobRecord, JobRecord, JobRecord]
    expect(namesOf(await acquire(store, 1, { count: 600 }), jobs)).toEqual(Array(600).fill('high'))
    expect(await steer(store, newer, { type: 'prioritised', priority: 6 })).toBe('applied')
    expect(await steer(store, high, { type: 'prioritised', priority: -100 })).toBe('applied')
    expect(namesOf(await acquire(store, 2, { count: 5 }), jobs)).toEqual([
      'new',
      'old',
      'low',
      'high',
      'high',
    ])
    expect((await store.fetchJob(newer.id))?.priority).toBe(6)
    expect((await store.fetchJobs(9)).map(({ priority }) => priority)).toEqual([-100, 6, 0, -1])
  })

  test('nothing of a paused job is leased until it is resumed; what runs may end', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 1_000, quorum: 1 })
    const other = await addJob(store, { name: 'other', quorum: 1 })
    const [held] = await acquire(store, 1)
    if (!held) throw new Error('a lease expected')
    expect(await steer(store, job, paused)).toBe('applied')
    expect(await steer(store, job, paused)).toBe('repeated')
    const [next, ...more] = await acquire(store, 2, { count: 2 })
    expect(next?.jobId).toBe(other.id)
    expect(more).toEqual([])
    expect(await report(store, held)).toBe('applied')
    const reason = { pausedAtMs: 5_000, pauseReason: 'for a while' }
    expect(await store.fetchJob(job.id)).toMatchObject(reason)
    expect(await store.fetchProgress(job.id)).toMatchObject({ ...reason, believed: 1 })
    expect(await steer(store, job, resumed)).toBe('applied')
    expect(await acquire(store, 2, { count: 2 })).toHaveLength(2)
    expect(await store.fetchJob(job.id)).toMatchObject({ pausedAtMs: null, pauseReason: null })
  })

  test('a job is over when its last unit is settled, or with its cancellation', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 2, quorum: 1 })
    const cancelled = await addJob(store, { name: 'cancelled' })
    const [first, second] = await acquire(store, 1, { count: 2 })
    if (!first || !second) throw new Error('two leases expected')
    await report(store, first)
    expect(await store.finishJobs(6_000)).toBe(0)
    await report(store, second)
    expect(await store.finishJobs(7_000)).toBe(1)
    expect(await store.finishJobs(8_000)).toBe(0)
    expect((await store.fetchJob(job.id))?.finishedAtMs).toBe(7_000)
    await store.cancelJob(cancelled.id, 9_000)
    expect((await store.fetchJob(cancelled.id))?.finishedAtMs).toBe(9_000)
    for (const one of [job, cancelled]) expect(await steer(store, one, paused)).toBe('over')
    expect(await steer(store, makeJob({ name: 'unknown' }), paused)).toBeNull()
    expect(await store.cancelJob(job.id, 9_500)).toBe(true)
    expect((await store.fetchJob(job.id))?.finishedAtMs).toBe(7_000)
  })

  test('jobs whose units fail are found until they are paused, and then with new failures', async () => {
    const store = await fresh()
    const job = await addJob(store, { units: 10, quorum: 3 })
    await fail(store, 2)
    const outcomes = { id: job.id, believed: 0, failed: 2, failuresForgiven: 0 }
    expect(await store.findFailing(2)).toEqual([outcomes])
    expect(await store.findFailing(3)).toEqual([])
    await steer(store, job, paused)
    expect(await store.findFailing(2)).toEqual([])
    await store.steerJob(job.id, (steering, failed) =>
      applyJobEvent(steering, { type: 'resumed', failed }),
    )
    expect(await store.findFailing(1)).toEqual([])
    await fail(store, 1)
    expect(await store.findFailing(1)).toEqual([{ ...outcomes, failed: 3, failuresForgiven: 2 }])
  })

  test('what a requester has is counted, over or not, by when it came', async () => {
    const store = await fresh()
    const over = await addJob(store, { name: 'over', requester: account(1), units: 5 })
    await addJob(store, { name: 'open', requester: account(1), units: 7 })
    await addJob(store, { name: 'of nobody', requester: null, units: 9 })
    await store.cancelJob(over.id, 2_000)
    const own = { jobsOpen: 1, unitsOpen: 7, submissions: 2 }
    expect(await store.fetchUsage(account(1), 1_000)).toEqual(own)
    expect(await store.fetchUsage(account(1), 1_001)).toEqual({ ...own, submissions: 0 })
    expect(await store.fetchUsage(null, 0)).toEqual({ jobsOpen: 1, unitsOpen: 9, submissions: 1 })
    const nothing = { jobsOpen: 0, unitsOpen: 0, submissions: 0 }
    expect(await store.fetchUsage(account(2), 0)).toEqual(nothing)
  })

  describe('property', () => {
    test('whatever is submitted, steered, leased and reported, it goes as in memory', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(stepArb, { minLength: 5, maxLength: 25 }), async (steps) => {
          const real = await play(await fresh(), steps)
          expect(real).toEqual(await play(createMemoryStore(), steps))
        }),
        { numRuns: 12 },
      )
    })
  })
}

const jobArb = fc.nat(5)
const stepArb = fc.oneof(
  fc.record({
    do: fc.constant('submit' as const),
    requester: fc.nat(2),
    units: fc.integer({ min: 1, max: 4 }),
    priority: fc.integer({ min: -1, max: 1 }),
  }),
  fc.record({
    do: fc.constant('lease' as const),
    host: fc.integer({ min: 1, max: 4 }),
    count: fc.integer({ min: 1, max: 5 }),
    last: fc.uniqueArray(fc.nat(2)),
  }),
  fc.record({ do: fc.constant('report' as const) }),
  fc.record({ do: fc.constant('finish' as const) }),
  fc.record({ do: fc.constant('pause' as const), job: jobArb }),
  fc.record({ do: fc.constant('resume' as const), job: jobArb }),
  fc.record({ do: fc.constant('cancel' as const), job: jobArb }),
  fc.record({
    do: fc.constant('prioritise' as const),
    job: jobArb,
    priority: fc.integer({ min: -1, max: 1 }),
  }),
)
type PlayStep = typeof stepArb extends fc.Arbitrary<infer S> ? S : never

const requesterOf = (n: number): Requester => (n === 0 ? null : account(n))

/** Everything that a store answers to the steps, and the jobs as they are at the end. */
async function play(store: JobStore, steps: readonly PlayStep[]): Promise<readonly unknown[]> {
  const jobs: JobRecord[] = []
  const held: Lease[] = []
  const told: unknown[] = []
  for (const [at, step] of steps.entries()) {
    const nowMs = 3_000 + at
    const job = 'job' in step ? jobs[step.job] : undefined
    if (step.do === 'submit') {
      const { requester, units, priority } = step
      const shape = { name: `job ${at}`, quorum: 1, units, priority }
      jobs.push(await addJob(store, { ...shape, requester: requesterOf(requester) }))
    } else if (step.do === 'lease') {
      const { host, count, last } = step
      const requestersLast = last.map(requesterOf)
      const leases = await acquire(store, host, { count, nowMs, leaseMs: 1e6, requestersLast })
      held.push(...leases)
      told.push(leases.map(({ jobId, unitIndex }) => `${jobId} ${unitIndex}`))
    } else if (step.do === 'report') {
      const lease = held.shift()
      told.push(lease === undefined ? null : await report(store, lease))
    } else if (step.do === 'finish') told.push(await store.finishJobs(nowMs))
    else if (job === undefined) told.push('no such job')
    else if (step.do === 'cancel') told.push(await store.cancelJob(job.id, nowMs))
    else if (step.do === 'pause') told.push(await steer(store, job, { ...paused, atMs: nowMs }))
    else if (step.do === 'resume') told.push(await steer(store, job, resumed))
    else told.push(await steer(store, job, { type: 'prioritised', priority: step.priority }))
  }
  return [...told, await store.fetchJobs(100)]
}
