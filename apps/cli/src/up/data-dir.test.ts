import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Account } from '@pumasi/domain'
import { makeFolder } from '../testing/folder.ts'
import { openDataDir, writeWhole } from './data-dir.ts'

const ledger = `0x${'ab'.repeat(20)}` as Account
const grid = { format: 1, chainId: 31_337, ledger } as const

/** Another process that lives until the test is over. */
async function startOther(): Promise<number> {
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  await once(other, 'spawn')
  onTestFinished(() => void other.kill())
  return other.pid ?? 0
}

test('keeps a grid and its keys for their owner, and gives both back', async () => {
  const root = join(await makeFolder(), 'new', 'grid')
  const dir = await openDataDir(root)
  expect(await dir.readGrid()).toBeNull()
  await dir.writeGrid(grid)
  const key = await dir.keepKey('committer')
  await dir.release()
  const again = await openDataDir(root)
  expect(await again.readGrid()).toEqual(grid)
  expect(await again.keepKey('committer')).toBe(key)
  expect((await stat(again.path('keys', 'committer.key'))).mode & 0o777).toBe(0o600)
  expect((await stat(again.path('keys'))).mode & 0o777).toBe(0o700)
  await again.release()
  expect((await readdir(root)).toSorted()).toEqual(['grid.json', 'keys', 'logs'])
})

test('a living process keeps others out, by number alone too', async () => {
  const root = await makeFolder()
  await writeFile(join(root, 'up.pid'), String(await startOther()))
  await expect(openDataDir(root)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
})

test.each([
  ['of a process that ended', async () => '4194304'],
  ['whose number another process has by now', async () => `${await startOther()} boot:12345`],
  ['cut short', async () => ''],
  ['that is none', async () => 'nonsense'],
  ['of no process at all', async () => '-1'],
])('an owner file %s is stale', async (_what, content) => {
  const root = await makeFolder()
  await writeFile(join(root, 'up.pid'), await content())
  const dir = await openDataDir(root)
  expect(await readFile(dir.path('up.pid'), 'utf8')).toContain(`${process.pid}`)
  await dir.release()
})

test.each([
  ['a newer format', { ...grid, format: 2 }, 'DATA_DIR_NEWER'],
  ['an older one', { ...grid, format: 0 }, 'DATA_DIR_DAMAGED'],
  ['no ledger', { format: 1, chainId: 1 }, 'DATA_DIR_DAMAGED'],
  ['a ledger that is none', { ...grid, ledger: '0x12' }, 'DATA_DIR_DAMAGED'],
  ['no chain', { format: 1, ledger }, 'DATA_DIR_DAMAGED'],
  ['null', null, 'DATA_DIR_DAMAGED'],
  ['a list', [], 'DATA_DIR_DAMAGED'],
])('%s is refused, and nobody keeps the directory', async (_what, content, code) => {
  const root = await makeFolder()
  const text = JSON.stringify(content)
  await writeFile(join(root, 'grid.json'), text)
  await expect(openDataDir(root)).rejects.toMatchObject({ code, hint: expect.any(String) })
  expect(await readFile(join(root, 'grid.json'), 'utf8')).toBe(text)
  expect(await readdir(root)).not.toContain('up.pid')
})

test('what is there but cannot be read is never replaced', async () => {
  const root = await makeFolder()
  const dir = await openDataDir(root)
  const file = dir.path('keys', 'committer.key')
  await symlink(file, file)
  await expect(dir.keepKey('committer')).rejects.toMatchObject({ code: 'DATA_DIR_DAMAGED' })
  await writeFile(dir.path('keys', 'other.key'), 'nonsense')
  await expect(dir.keepKey('other')).rejects.toMatchObject({ code: 'DATA_DIR_DAMAGED' })
  await mkdir(dir.path('grid.json'))
  await expect(dir.readGrid()).rejects.toMatchObject({ code: 'DATA_DIR_DAMAGED' })
  await dir.release()
})

test('a path that cannot be a folder says so', async () => {
  const file = join(await makeFolder(), 'file')
  await writeFile(file, '')
  await expect(openDataDir(file)).rejects.toMatchObject({ code: 'DATA_DIR_UNUSABLE' })
})

test('a file is written whole, in the place of the one before', async () => {
  const folder = await makeFolder()
  const file = join(folder, 'a.json')
  await writeWhole(file, 'one')
  await writeWhole(file, 'two')
  expect(await readFile(file, 'utf8')).toBe('two')
  expect(await readdir(folder)).toEqual(['a.json'])
})
