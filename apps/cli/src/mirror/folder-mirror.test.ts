import { mkdir, readFile, readdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { makeFolder } from '../testing/folder.ts'
import { openFolder } from './folder-mirror.ts'
import { mirrorAt } from './mirror-at.ts'

const bytes = utf8('a blob')
const digest = digestOf(bytes)

test('a copy is kept under its digest and read back', async () => {
  const folder = join(await makeFolder(), 'deep', 'copy')
  const store = await openFolder(folder)
  expect(await store.hasBlob(digest)).toBe(false)
  expect(await store.fetchBlob(digest, 10)).toBeNull()
  expect(await store.putBlob(bytes)).toBe(digest)
  expect(await store.hasBlob(digest)).toBe(true)
  expect(await store.fetchBlob(digest, 10)).toEqual(bytes)
  expect(await mirrorAt(folder).fetchBytes(digest, 10)).toEqual(bytes)
  expect(await readdir(folder)).toEqual([digest])
})

test('a damaged copy is served as it is to auditors, and counts as none when copying', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, digest), 'a blot')
  const store = await openFolder(folder)
  expect(await mirrorAt(folder).fetchBytes(digest, 10)).toEqual(utf8('a blot'))
  expect([await store.hasBlob(digest), await store.fetchBlob(digest, 10)]).toEqual([false, null])
  await store.putBlob(bytes)
  expect(await readFile(join(folder, digest), 'utf8')).toBe('a blob')
})

test('more bytes than allowed are not read', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, digest), bytes)
  const read = mirrorAt(folder).fetchBytes(digest, bytes.length - 1)
  await expect(read).rejects.toMatchObject({ code: 'MIRROR_TOO_LARGE' })
})

test('what is no file under a digest is absent, a device without end too', async () => {
  const folder = await makeFolder()
  await mkdir(join(folder, digest))
  expect(await mirrorAt(folder).fetchBytes(digest, 10)).toBeNull()
  const other = digestOf(utf8('other'))
  await symlink('/dev/zero', join(folder, other))
  expect(await mirrorAt(folder).fetchBytes(other, 10)).toBeNull()
})

test('two gigabytes under a digest count as none when copying, and are replaced', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, digest), '')
  await truncate(join(folder, digest), 2 * 1024 ** 3)
  const store = await openFolder(folder)
  await expect(store.fetchBlob(digest, 10)).rejects.toMatchObject({ code: 'MIRROR_TOO_LARGE' })
  expect(await store.hasBlob(digest)).toBe(false)
  await store.putBlob(bytes)
  expect(await store.fetchBlob(digest, 10)).toEqual(bytes)
})

test('no folder is no mirror', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, 'file'), '')
  for (const place of ['nowhere', 'file']) {
    const read = mirrorAt(join(folder, place)).fetchBytes(digest, 10)
    await expect(read).rejects.toMatchObject({ code: 'MIRROR_UNREACHABLE' })
  }
})
