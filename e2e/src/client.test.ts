/**
 * A study on a grid that is lied to, and the example in the client's README, as it stands, with the
 * workers that stay.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectGrid, signIn, submitJob, walletOfKey } from '@pumasi/client'
import { prepareJob } from '@pumasi/client'
import { boardingSchool, programs } from '@pumasi/programs'
import { proveOn, settings } from '../gallery/grid-run.ts'
import type { GridOutcome } from '../gallery/grid-run.ts'
import { startSmallGrid } from './testing/small-grid.ts'
import type { SmallGrid } from './testing/small-grid.ts'

const execute = promisify(execFile)
const room = new URL('../../packages/client/', import.meta.url)
const program = fileURLToPath(boardingSchool.moduleUrl)
const golomb = programs.find(({ name }) => name === 'golomb') as (typeof programs)[number]

let grid: SmallGrid
let studied: GridOutcome
beforeAll(async () => {
  grid = await startSmallGrid({ settings })
  // Brings the workers: a liar, one that vanishes, and two honest ones, who stay for the tests.
  studied = await proveOn(grid, golomb, golomb.small)
})
afterAll(() => grid?.end())

test('a study is as published beside a liar and a host that vanishes, and audited whole', () => {
  expect(studied.defects).toEqual([])
  const { units, reexecuted, refused, handedOver, checks } = studied.record
  expect([reexecuted, refused > 0, handedOver > 0]).toEqual([units, true, true])
  expect(checks.map(({ ok }) => ok)).toEqual(checks.map(() => true))
})

test('the example submits, watches to the end and prints every output', async () => {
  const [, example = ''] =
    /```ts\n(.*?)```/s.exec(await readFile(new URL('README.md', room), 'utf8')) ?? []
  // Where its imports lead to this workspace.
  const folder = new URL(`dist/example-${process.pid}/`, room)
  const file = new URL('example.ts', folder)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(file, example)
    const token = (await readFile(grid.tokenFile, 'utf8')).trim()
    const settings = { COORDINATOR: grid.url, TOKEN: token, PROGRAM: program }
    const env = { ...process.env, ...settings, FORCE_COLOR: '0' } // a number would be coloured
    const { stdout, stderr } = await execute(process.execPath, [fileURLToPath(file)], { env })
    expect(stderr.trim().split('\n').at(-1)).toBe('4 of 4')
    const units = stdout.match(/^\d+ (?={)/gm)?.map(Number)
    expect(units).toEqual([0, 1, 2, 3])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('nobody, or a wallet that may not submit, is told so before anything is sent', async () => {
  const job = await prepareJob({ name: 'a job', program: await readFile(program) })
  const nobody = submitJob(connectGrid(grid), job)
  await expect(nobody).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' })
  const wallet = walletOfKey(`0x${'7b'.repeat(32)}`)
  await expect(signIn(grid.url, wallet, 1e12)).rejects.toMatchObject({ code: 'SIGN_IN_TOO_LONG' })
  const { token, account } = await signIn(grid.url, wallet, 60_000)
  expect(account).toBe(wallet.account)
  const stranger = connectGrid({ url: grid.url, token })
  await expect(submitJob(stranger, job)).rejects.toMatchObject({ code: 'SUBMITTER_REQUIRED' })
})
