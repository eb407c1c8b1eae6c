import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireLock } from './lock-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-lock-'))
  path = join(folder, 'db.lock')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The id of a process that is no more. */
async function pastPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid ?? 0
}

test('a lock is held until it is given back, and leaves nothing behind', async () => {
  const release = await acquireLock(path)
  await expect(acquireLock(path)).rejects.toMatchObject({ code: 'STORE_LOCKED' })
  expect(await readdir(folder)).toEqual(['db.lock'])
  await release()
  expect(await readdir(folder)).toEqual([])
})

test('of many who ask at once, one gets it', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(path)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a lock of a dead process is taken over by one of many', async () => {
  await writeFile(path, JSON.stringify({ pid: await pastPid(), mark: null }))
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(path)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await readdir(folder)).toEqual(['db.lock'])
})

test('a process that only has the same id does not hold the lock, where the system can tell', async () => {
  await writeFile(path, JSON.stringify({ pid: process.pid, mark: 'another boot:1' }))
  const taking = acquireLock(path)
  if (process.platform === 'linux') await (await taking)()
  else await expect(taking).rejects.toMatchObject({ code: 'STORE_LOCKED' })
})

test.each(['', 'not JSON', '{}', 'null', '{"pid":-1}'])(
  'a damaged lock is no lock: %j',
  async (text) => {
    await writeFile(path, text)
    await (
      await acquireLock(path)
    )()
  },
)
