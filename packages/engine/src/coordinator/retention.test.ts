import { assert, asyncProperty, constantFrom, array, integer, record } from 'fast-check'
import { digestOf, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { describe, expect, test } from 'vitest'
import { mirrorLedger } from '../audit/mirror-ledger.ts'
import { SLICES } from '../ports/retention.ts'
import type { SweptBlobs } from '../ports/retention.ts'
import { createMemoryBlobs, mirrorOf } from '../testing/memory-blobs.ts'
import type { Blobs } from '../testing/memory-blobs.ts'
import { createGrid, lyingExecutor } from '../testing/index.ts'
import type { TestGrid } from '../testing/index.ts'
import { deleteCancelledJobs, deleteJob, dropOldRows, sweepBlobs } from './retention.ts'

const DAY_MS = 86_400_000
const times = { unusedMs: DAY_MS, refusedMs: DAY_MS, idleMs: DAY_MS, cancelledMs: DAY_MS }
/** Keeps nothing longer than it must. */
const atOnce = { unusedMs: -1, refusedMs: -1, idleMs: -1, cancelledMs: -1 }

const sweptOver = (bytes: Blobs, putAtMs = 0): SweptBlobs => ({
  listSlice: async (slice) =>
    [...bytes.keys()]
      .filter((digest) => Number.parseInt(digest.slice(2, 4), 16) === slice)
      .map((digest) => ({ digest, putAtMs })),
  deleteBlob: async (digest, putBeforeMs) => putAtMs < putBeforeMs && bytes.delete(digest),
})

async function sweepAll({ store, clock, bytes }: TestGrid, kept = atOnce): Promise<number> {
  const forgetting = { retention: store, clock, blobs: sweptOver(bytes) }
  let deleted = 0
  for (let slice = 0; slice < SLICES; slice += 1) {
    deleted += await sweepBlobs(forgetting, kept, slice)
  }
  return deleted
}

const forgettingIn = ({ store, clock }: TestGrid) => ({ retention: store, clock })

test('a blob that nothing needs goes when it is old, and not before', async () => {
  const grid = createGrid()
  const junk = digestOf(utf8('junk'))
  await grid.put('junk')
  const slice = Number.parseInt(junk.slice(2, 4), 16)
  const young = sweptOver(grid.bytes, grid.clock.nowMs())
  const parts = { ...forgettingIn(grid), blobs: young }
  expect(await sweepBlobs(parts, times, slice)).toBe(0)
  grid.clock.advance(DAY_MS + 1)
  expect(await sweepBlobs(parts, times, slice)).toBe(1)
  expect(grid.bytes.has(junk)).toBe(false)
})

describe('whatever happens', () => {
  const actions = array(
    record({
      act: constantFrom('submit', 'honest', 'lie', 'cancel', 'settle', 'sweep', 'forget'),
      job: integer({ min: 0, max: 5 }),
      count: integer({ min: 1, max: 4 }),
    }),
    { maxLength: 40 },
  )

  test('everything that a commit refers to is there for a mirror, and junk is not', async () => {
    await assert(
      asyncProperty(actions, async (steps) => {
        const grid = createGrid()
        const [one, other] = [await grid.join('one'), await grid.join('other')]
        const liar = await grid.join('liar')
        const jobs: Awaited<ReturnType<TestGrid['submit']>>[] = []
        let junk = 0
        for (const { act, job, count } of steps) {
          const jobId = jobs[job]?.jobId
          if (act === 'submit') jobs.push(await grid.submit(count, { nonce: String(jobs.length) }))
          if (act === 'lie') await grid.run(liar, count, undefined, lyingExecutor)
          if (act === 'honest') for (const host of [one, other]) await grid.run(host, count)
          if (act === 'cancel' && jobId) await grid.store.cancelJob(jobId, grid.clock.nowMs())
          if (act === 'settle') await grid.settle()
          if (act === 'forget') {
            grid.clock.advance(1_000)
            await dropOldRows(forgettingIn(grid), times)
            await deleteCancelledJobs(forgettingIn(grid), atOnce)
          }
          if (act === 'sweep') {
            await grid.put(`junk ${(junk += 1)}`)
            await sweepAll(grid)
          }
        }
        await grid.settle()
        await sweepAll(grid)
        for (let n = 1; n <= junk; n += 1) {
          expect(grid.bytes.has(digestOf(utf8(`junk ${n}`)))).toBe(false)
        }
        const copy: Blobs = new Map<Digest, Uint8Array>()
        const mirrored = await mirrorLedger({
          ledger: grid.ledger,
          source: mirrorOf(grid.bytes),
          target: createMemoryBlobs(copy),
        })
        expect(mirrored.findings).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

test('a job is deleted by those who cancelled it, and refused by name otherwise', async () => {
  const grid = createGrid()
  const { jobId, spec } = await grid.submit(2)
  await expect(deleteJob(forgettingIn(grid), jobId)).rejects.toMatchObject({ code: 'JOB_RUNNING' })
  await grid.store.cancelJob(jobId, grid.clock.nowMs())
  await deleteJob(forgettingIn(grid), jobId)
  await expect(deleteJob(forgettingIn(grid), jobId)).rejects.toMatchObject({ code: 'UNKNOWN_JOB' })
  await sweepAll(grid)
  expect(grid.bytes.has(spec.program)).toBe(false)
})

test('a job of which something is believed stays, and says how much', async () => {
  const grid = createGrid()
  const { jobId } = await grid.submit(3)
  for (const name of ['a', 'b']) await grid.run(await grid.join(name), 2)
  await grid.store.cancelJob(jobId, grid.clock.nowMs())
  await expect(deleteJob(forgettingIn(grid), jobId)).rejects.toMatchObject({
    code: 'JOB_BELIEVED',
    details: { units: 2 },
  })
  expect(await deleteCancelledJobs(forgettingIn(grid), atOnce)).toBe(0)
})
