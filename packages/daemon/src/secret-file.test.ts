import { mkdtemp, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepSecret, readSecret } from './secret-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777
const secret = `0x${'1f'.repeat(32)}`

test('a secret is made once, for its owner only, and leaves nothing beside it', async () => {
  const file = join(folder, 'new', 'secret')
  const made = await keepSecret(file)
  expect(made).toMatch(/^0x[0-9a-f]{64}$/)
  expect(await keepSecret(file)).toBe(made)
  expect(await readSecret(file)).toBe(made)
  expect(await modeOf(file)).toBe(0o600)
  expect(await modeOf(join(folder, 'new'))).toBe(0o700)
  expect(await readdir(join(folder, 'new'))).toEqual(['secret'])
})

test('of many first starts at once all end up with what is on the disk', async () => {
  const file = join(folder, 'secret')
  const made = await Promise.all(Array.from({ length: 20 }, () => keepSecret(file)))
  expect(new Set(made)).toEqual(new Set([(await readFile(file, 'utf8')).trim()]))
  expect(await readdir(folder)).toEqual(['secret'])
})

test.each([
  ['empty', ''],
  ['cut short', secret.slice(0, 40)],
  ['upper case', secret.toUpperCase()],
  ['something else', 'password'],
])('a file that is %s is refused, left alone and not repeated', async (_what, text) => {
  const file = join(folder, 'secret')
  await writeFile(file, text)
  for (const read of [keepSecret, readSecret]) {
    const failure = await read(file).catch((error: unknown) => error as Error)
    expect(failure).toMatchObject({ code: 'SECRET_DAMAGED' })
    if (text !== '') expect(String((failure as Error).message)).not.toContain(text)
  }
  expect(await readFile(file, 'utf8')).toBe(text)
})

test('white space around a secret does not matter', async () => {
  const file = join(folder, 'secret')
  await writeFile(file, `  ${secret}\r\n\n`)
  expect(await readSecret(file)).toBe(secret)
})

test('a secret that is there but cannot be read is never replaced', async () => {
  const file = join(folder, 'secret')
  await symlink(file, file)
  await expect(keepSecret(file)).rejects.toMatchObject({ code: 'SECRET_MISSING' })
  const asFolder = join(folder, 'folder')
  await mkdir(asFolder)
  await expect(keepSecret(asFolder)).rejects.toMatchObject({ code: 'SECRET_MISSING' })
  expect((await readdir(folder)).toSorted()).toEqual(['folder', 'secret'])
})

test('a key that must be there and is not says so', async () => {
  const missing = readSecret(join(folder, 'no.key'))
  await expect(missing).rejects.toMatchObject({ code: 'SECRET_MISSING', hint: expect.any(String) })
})
