import { decodeJobSpec, digestOf, utf8 } from '@pumasi/domain'
import { jobIdOf } from '@pumasi/rules'
import { describe, expect, test } from 'vitest'
import { createGrid, keysOf } from '../testing/index.ts'
import { submitJob } from './submit-job.ts'

const wall = { wallMaxMs: 60_000 }
const nobody = { requester: null, quota: null }
const absent = digestOf(utf8('nobody uploaded this'))

test('a job is stored once, and its specification is a blob for auditors', async () => {
  const grid = createGrid()
  const first = await grid.submit(3)
  expect(first).toMatchObject({ unitCount: 3, state: 'inserted' })
  expect(first.jobId).toBe(jobIdOf(first.spec))
  expect(decodeJobSpec(grid.bytes.get(first.jobId as never) as Uint8Array)).toEqual(first.spec)
  grid.clock.advance(5_000)
  expect(await grid.submit(3)).toEqual({ ...first, state: 'known' })
  expect(await grid.submit(3, { nonce: 'again' })).toMatchObject({ state: 'inserted' })
})

test.each([
  ['a program nobody uploaded', { program: absent }, 'the program'],
  ['an input nobody uploaded', { stdin: [absent] }, 'standard input 0'],
  ['a file nobody uploaded', { files: [{ name: 'a', digest: absent }] }, 'the file a'],
])('%s is refused by name, and nothing is stored', async (_, changes, what) => {
  const grid = createGrid()
  const refused = grid.submit(3, changes)
  await expect(refused).rejects.toMatchObject({
    code: 'JOB_MISSING_BLOB',
    details: { what, digest: absent },
  })
  expect(await grid.coordinator.store.fetchJobs(9)).toEqual([])
})

test('a quorum below the rules is refused', async () => {
  const grid = createGrid({ quorumMin: 3 })
  await expect(grid.submit(1)).rejects.toMatchObject({ code: 'JOB_QUORUM_TOO_LOW' })
})

test('what planJob refuses, ten million units for one, is refused here', async () => {
  const grid = createGrid()
  await expect(grid.submit(10_000_000)).rejects.toMatchObject({ code: 'JOB_TOO_LARGE' })
  expect(await grid.coordinator.store.fetchJobs(9)).toEqual([])
})

test('submitting again after a crash between blob and store goes on', async () => {
  const grid = createGrid()
  const { spec } = await grid.submit(2)
  const crashing = {
    ...grid.coordinator.store,
    insertJob: () => Promise.reject(new Error('killed')),
  }
  const again = { ...spec, nonce: 'b' }
  const dead = submitJob({ ...grid.coordinator, store: crashing }, again, wall, nobody)
  await expect(dead).rejects.toThrow('killed')
  expect(await submitJob(grid.coordinator, again, wall, nobody)).toMatchObject({
    state: 'inserted',
  })
})

describe('quotas', () => {
  const account = keysOf('somebody').account
  const quota = { jobsOpen: 2, unitsOpen: 10, submissions: 3, unitsPerJob: 9 }
  const by = { requester: account, quota }
  const setUp = async () => {
    const grid = createGrid()
    const { spec } = await grid.submit(1)
    const submit = (nonce: string, units: number) =>
      submitJob(
        grid.coordinator,
        { ...spec, nonce, axes: [{ name: 'n', from: 1, to: units }] },
        wall,
        by,
      )
    return { grid, submit }
  }

  test.each([
    ['units in one job', [10], { bound: 'unitsPerJob', found: 10, expectedMax: 9 }],
    ['units beside others', [6, 5], { bound: 'unitsOpen', found: 11, expectedMax: 10 }],
    ['jobs', [1, 1, 1], { bound: 'jobsOpen', found: 3, expectedMax: 2 }],
  ] as [string, number[], object][])('too many %s are refused', async (_what, sizes, details) => {
    const { submit } = await setUp()
    const last = sizes.at(-1) ?? 0
    for (const [at, units] of sizes.slice(0, -1).entries()) await submit(`${at}`, units)
    const refused = { code: 'QUOTA_REACHED', details, hint: expect.stringContaining('-') as string }
    await expect(submit('last', last)).rejects.toMatchObject(refused)
  })

  test('too many in a day are refused, and the next day they are not', async () => {
    const { grid, submit } = await setUp()
    for (const nonce of ['1', '2', '3']) {
      const { jobId } = await submit(nonce, 1)
      await grid.store.cancelJob(jobId, grid.clock.nowMs())
    }
    const details = { bound: 'submissions' }
    await expect(submit('4', 1)).rejects.toMatchObject({ code: 'QUOTA_REACHED', details })
    grid.clock.advance(86_400_001)
    expect(await submit('4', 1)).toMatchObject({ state: 'inserted' })
  })

  test('a job that is known is answered, whatever the quota', async () => {
    const { submit } = await setUp()
    await submit('1', 5)
    await submit('2', 5)
    expect(await submit('2', 5)).toMatchObject({ state: 'known' })
  })
})
