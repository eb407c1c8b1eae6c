import { expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { planJob } from '@pumasi/rules'
import type { JobDescription } from './describe-job.ts'
import { prepareDescribed, prepareJob } from './prepare-job.ts'

const program = utf8('a module')
const least: JobDescription = { name: 'a job', program }

test('a description becomes a specification with every default, and the bytes it carries', async () => {
  const { spec, wallMaxMs, blobs } = await prepareJob({
    ...{ name: 'a job', program, args: ['{n}', 7], matrix: { n: { from: 1, to: 3 } } },
    inputs: [utf8('one'), digestOf(utf8('two'))],
    files: { 'b.txt': utf8('b'), 'a.txt': utf8('one') },
    limits: { fuel: '2G', memory: '100000 B' },
  })
  expect(planJob(spec).unitCount).toBe(6)
  expect(spec).toMatchObject({
    ...{ version: 1, quorum: 2, requester: null, nonce: '', program: digestOf(program) },
    ...{ args: ['{n}', '7'], axes: [{ name: 'n', from: 1, to: 3 }] },
    stdin: [digestOf(utf8('one')), digestOf(utf8('two'))],
    files: [{ name: 'a.txt' }, { name: 'b.txt' }],
    limits: { fuelMax: 2_000_000_000n, memoryMaxBytes: 131_072, outputMaxBytes: 1_048_576 },
  })
  expect(wallMaxMs).toBe(600_000)
  // What was uploaded before is not sent again, and equal bytes once.
  expect([...blobs.keys()].sort()).toEqual([program, utf8('one'), utf8('b')].map(digestOf).sort())
})

const bad: readonly [string, object, string][] = [
  ['no program', { program: undefined }, 'program'],
  ['a path for a program', { program: 'program.wasm' }, 'expected bytes (a Uint8Array)'],
  ['an unknown key', { fuel: 7 }, 'fuel'],
  ['an empty name', { name: '' }, 'name'],
  ['no number', { args: [Number.NaN] }, 'args'],
  ['a number that was rounded', { args: [2 ** 60] }, 'quotes around a number this large'],
  ['an endless axis', { matrix: { n: { from: 1, to: Infinity } } }, 'matrix.n.to'],
  ['an axis backwards', { matrix: { n: { from: 2, to: 1 } } }, 'from <= to'],
  ['no values', { matrix: { n: [] } }, 'matrix.n'],
  ['a size that is none', { limits: { memory: '1 MB' } }, 'a size such as 64MiB'],
  ['NaN fuel', { limits: { fuel: Number.NaN } }, 'a count such as 2G'],
  ['no time', { limits: { wall: 0 } }, 'a time such as 60s'],
  ['two answers to one question', { replication: { quorum: 2, trust: 'full' } }, 'expected one of'],
  ['a quorum of a crowd', { replication: { quorum: 17 } }, 'replication.quorum'],
  ['a way out of the folder', { files: { '../x': program } }, 'files'],
]
test.each(bad)('%s is refused in words', async (_, changed, found) => {
  const refused = prepareJob({ ...least, ...changed })
  await expect(refused).rejects.toMatchObject({ code: 'JOB_INVALID' })
  await expect(refused).rejects.toThrow(found)
})

test.each([null, undefined, 7, 'job', []])('%j is no description', async (nothing) => {
  await expect(prepareJob(nothing as never)).rejects.toMatchObject({ code: 'JOB_INVALID' })
})

const limits = { fuel: 1e9, memory: 65_536, output: 0, wall: 60_000 }
const described = {
  ...{ name: 'a job', program: 'program.wasm', args: [] as string[], matrix: {}, inputs: [] },
  ...{ files: {}, nonce: '', replication: { quorum: 2 }, limits },
}
test.each([
  [{ matrix: { n: { from: 1, to: 6_000_000 } } }, 'JOB_TOO_LARGE'],
  [{ args: ['{seed}'] }, 'JOB_UNKNOWN_PLACEHOLDER'],
  // A minute of the fastest core is no week's work.
  [{ limits: { ...limits, fuel: 1e15 } }, 'JOB_LIMITS_CONTRADICT'],
  // More than a coordinator takes in one message.
  [{ matrix: { a: Array(90_000).fill('1'), b: Array(90_000).fill('1') } }, 'MESSAGE_TOO_DENSE'],
  [{ matrix: { a: Array(1_000).fill('1'.repeat(4_000)) } }, 'MESSAGE_TOO_LARGE'],
])('a job is found wrong before anything is read: %#, %#', async (changed, code) => {
  let reads = 0
  const refused = prepareDescribed({ ...described, ...changed }, async () => {
    reads += 1
    return program
  })
  await expect(refused).rejects.toMatchObject({ code })
  expect(reads).toBe(0)
})
