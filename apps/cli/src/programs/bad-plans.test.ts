/** Every program's plan, spoiled in each way: refused with a code, before anything is sent. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createNodeExecutor } from '@pumasi/sandbox'
import type { Executor } from '@pumasi/engine'
import { programs } from '@pumasi/programs'
import type { JobFile, ListedProgram } from '@pumasi/programs'
import { readJob } from '../requester/read-job.ts'
import { outputOf, tryUnits } from '../requester/trial.ts'
import { readPlan } from './planned-job.ts'

let executor: Executor & { close(): Promise<void> }
beforeAll(() => {
  executor = createNodeExecutor({ threads: 1 })
})
afterAll(() => executor.close())

const read = async (program: ListedProgram, changes: object) =>
  readJob(readPlan(program, { ...program.small, ...changes }))

/** What is changed in a plan, and the code it is refused with. */
const spoiled: readonly (readonly [string, (plan: JobFile) => object, string])[] = [
  ['no program', () => ({ program: undefined }), 'JOB_FILE_INVALID'],
  ['a program that is not there', () => ({ program: 'nowhere.wasm' }), 'FILE_MISSING'],
  ['fuel that is no number', ({ limits }) => limit(limits, 'fuel', NaN), 'JOB_FILE_INVALID'],
  ['fuel of nothing', ({ limits }) => limit(limits, 'fuel', 0), 'JOB_FILE_INVALID'],
  ['more memory than a host', ({ limits }) => limit(limits, 'memory', '2GiB'), 'JOB_FILE_INVALID'],
  ['no time', ({ limits }) => limit(limits, 'wall', '0s'), 'JOB_FILE_INVALID'],
  ['no axes', () => ({ matrix: {} }), 'JOB_UNKNOWN_PLACEHOLDER'],
  ['an axis of nothing', ({ matrix }) => axis(matrix, []), 'JOB_FILE_INVALID'],
  ['an axis of NaN', ({ matrix }) => axis(matrix, [NaN]), 'JOB_FILE_INVALID'],
  ['an axis without end', ({ matrix }) => axis(matrix, { from: 1 }), 'JOB_FILE_INVALID'],
  [
    'more units than a job may have',
    ({ matrix }) => axis(matrix, { from: 0, to: 1e9 }),
    'JOB_TOO_LARGE',
  ],
  ['data that are not there', () => ({ inputs: ['nowhere.csv'] }), 'FILE_MISSING'],
  ['a key nobody knows', () => ({ seeds: 7 }), 'JOB_FILE_INVALID'],
]
const limit = (limits: object, name: string, value: unknown) => ({
  limits: { ...limits, [name]: value },
})
const axis = (matrix: JobFile['matrix'], values: unknown) => ({
  matrix: { ...matrix, [Object.keys(matrix)[0] ?? '']: values },
})

describe.each(programs)('$name', (program) => {
  test.each(spoiled)('%s', async (_what, change, code) => {
    await expect(read(program, change(program.small))).rejects.toMatchObject({ code })
  })

  test('a unit too long for its limits is seen in the first one', async () => {
    const job = await read(program, limit(program.small.limits, 'fuel', 1_000))
    const [first] = await tryUnits(job, [0], executor)
    const refused = expect.objectContaining({ code: 'UNIT_FAILED' })
    expect(() => first && outputOf(first)).toThrow(refused)
    expect(first?.execution.exitClass).toBe('fuel-exhausted')
  })
})
