import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addressOf, claimFolder } from './single-worker.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-single-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a folder has one worker at a time, by whatever path it is reached', async () => {
  const leave = await claimFolder(folder)
  const inUse = { code: 'WORKER_DIR_IN_USE', retryable: false, hint: expect.any(String) as string }
  await expect(claimFolder(folder)).rejects.toMatchObject(inUse)
  await expect(claimFolder(join(folder, '.'))).rejects.toMatchObject(inUse)
  await leave()
  await (
    await claimFolder(folder)
  )()
})

test('folders do not stand in each other’s way', async () => {
  const other = await mkdtemp(join(tmpdir(), 'pumasi-single-'))
  const leaves = [await claimFolder(folder), await claimFolder(other)]
  for (const leave of leaves) await leave()
  await rm(other, { recursive: true })
})

test('the address follows from the folder, in the form each system knows', async () => {
  expect(addressOf('/a', 'linux')).toMatch(/^\0pumasi-worker-[0-9a-f]{32}$/)
  expect(addressOf('/a', 'win32')).toMatch(/^\\\\\.\\pipe\\pumasi-worker-/)
  expect(addressOf('/a', 'darwin')).toMatch(/\.sock$/)
  expect(addressOf('/a', 'linux')).not.toBe(addressOf('/b', 'linux'))
})

test('a folder that is not there is an error, not a claim', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(claimFolder(join(folder, 'nowhere'))).rejects.toThrow('ENOENT')
})
