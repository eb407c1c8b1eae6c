import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Account } from '@pumasi/domain'
import { makeFolder } from '../testing/folder.ts'
import { serve } from '../testing/serve.ts'
import { connectRequester } from './connection.ts'
import { dropSignIn, keepSignIn, readSignIn } from './sign-ins.ts'

const url = 'https://grid.example.org'
const kept = { account: `0x${'ab'.repeat(20)}` as Account, token: 'a-token', expiresAtMs: 1_000 }
let folder: string
let env: NodeJS.ProcessEnv
beforeEach(async () => {
  folder = await makeFolder()
  env = { XDG_CONFIG_HOME: folder }
})
afterEach(() => {
  vi.unstubAllEnvs()
})

test('a sign-in is kept for its own coordinator until it ends or is dropped', async () => {
  await keepSignIn(url, env, kept)
  expect(await readSignIn(`${url}/`, env, 999)).toEqual(kept)
  expect(await readSignIn(url, env, 1_000)).toBeNull()
  for (const other of ['http://grid.example.org', `${url}:8443`, 'https://grid.example']) {
    expect(await readSignIn(other, env, 999)).toBeNull()
  }
  expect(await dropSignIn(url, env)).toBe(true)
  expect(await dropSignIn(url, env)).toBe(false)
  expect(await readSignIn(url, env, 999)).toBeNull()
})

test('only its owner may read it', async () => {
  await keepSignIn(url, env, kept)
  const at = join(folder, 'pumasi', 'sign-ins')
  const [name = ''] = await readdir(at)
  expect((await stat(join(at, name))).mode & 0o777).toBe(0o600)
  expect((await stat(at)).mode & 0o777).toBe(0o700)
  for (const damaged of ['', '{', '7', '{"token":5,"expiresAtMs":2000}', '{"token":"a"}']) {
    await writeFile(join(at, name), damaged)
    expect(await readSignIn(url, env, 999)).toBeNull()
  }
  expect(await readFile(join(at, name), 'utf8')).toContain('token')
})

test('a command shows the account signed in, unless a token file is named', async () => {
  const shown: (string | undefined)[] = []
  const coordinator = await serve((request, answer) => {
    shown.push(request.headers.authorization)
    answer.writeHead(404).end()
  })
  const tokenFile = join(folder, 'operator.token')
  await writeFile(tokenFile, 'operator\n')
  await keepSignIn(coordinator, env, { ...kept, expiresAtMs: Number.MAX_SAFE_INTEGER })
  vi.stubEnv('XDG_CONFIG_HOME', folder)
  for (const options of [{ coordinator }, { coordinator, tokenFile }]) {
    const { call } = await connectRequester(options)
    await call((client) => client.job.list.query()).catch(() => undefined)
  }
  expect(shown).toEqual(['Bearer a-token', 'Bearer operator'])
})
