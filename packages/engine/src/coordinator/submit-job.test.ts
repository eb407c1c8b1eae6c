import { decodeJobSpec, digestOf, utf8 } from '@pumasi/domain'
import { jobIdOf } from '@pumasi/rules'
import { expect, test } from 'vitest'
import { createGrid } from '../testing/index.ts'
import { submitJob } from './submit-job.ts'

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
  const dead = submitJob({ ...grid.coordinator, store: crashing }, again, 60_000)
  await expect(dead).rejects.toThrow('killed')
  expect(await submitJob(grid.coordinator, again, 60_000)).toMatchObject({ state: 'inserted' })
})
