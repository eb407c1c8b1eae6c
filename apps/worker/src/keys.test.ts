import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { digestOf, utf8 } from '@pumasi/domain'
import { testIdentity } from '@pumasi/engine/testing'
import { recoverChallenged, scopeEveryJob, verifyDelegation, windowFaultAt } from '@pumasi/proof'
import { keepKeys } from './keys.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

const domain = { chainId: testIdentity.chainId, ledger: testIdentity.address }
const otherDomain = { ...domain, chainId: 1n }
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

test('two keys are made once, for their owner only', async () => {
  const place = join(folder, 'worker')
  const first = await keepKeys(place)
  const again = await keepKeys(place)
  expect([again.account, again.session]).toEqual([first.account, first.session])
  expect(first.account).not.toBe(first.session)
  expect((await readdir(place)).toSorted()).toEqual(['session.key', 'wallet.key'])
  for (const name of ['session.key', 'wallet.key']) {
    expect(await modeOf(join(place, name))).toBe(0o600)
  }
  expect(await modeOf(place)).toBe(0o700)
})

test('workers that start at once in one folder share one wallet', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => keepKeys(folder)))
  expect(new Set(all.map(({ account }) => account)).size).toBe(1)
  expect(new Set(all.map(({ session }) => session)).size).toBe(1)
  expect((await readdir(folder)).toSorted()).toEqual(['session.key', 'wallet.key'])
})

test.each(['wallet.key', 'session.key'])('a damaged %s is refused and left alone', async (name) => {
  await keepKeys(folder)
  const file = join(folder, name)
  for (const text of ['', '0x12', `0x${'AB'.repeat(32)}`, 'correct horse battery staple']) {
    await writeFile(file, text)
    const failure = await keepKeys(folder).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'SECRET_DAMAGED', hint: expect.any(String) })
    if (text !== '') expect(String(failure)).not.toContain(text)
    expect(await readFile(file, 'utf8')).toBe(text)
  }
})

test('a wallet that is there but cannot be read is never replaced', async () => {
  const file = join(folder, 'wallet.key')
  await symlink(file, file)
  await expect(keepKeys(folder)).rejects.toMatchObject({ code: 'SECRET_MISSING' })
  expect(await readdir(folder)).toEqual(['wallet.key'])
})

test('the wallet delegates to the session key, for this ledger, for a month', async () => {
  const keys = await keepKeys(folder)
  const now = 1_767_225_600
  const signed = keys.delegate(domain, now)
  expect(verifyDelegation(signed, domain)).toBe(true)
  expect(verifyDelegation(signed, otherDomain)).toBe(false)
  const { delegation } = signed
  expect(delegation).toMatchObject({ account: keys.account, session: keys.session })
  expect(delegation).toMatchObject({ scope: scopeEveryJob, epoch: 0 })
  const later = (await keepKeys(folder, 3)).delegate(domain, now)
  expect(later.delegation).toEqual({ ...delegation, epoch: 3 })
  expect(windowFaultAt(delegation, now - 3_600)).toBeNull()
  expect(windowFaultAt(delegation, now + 29 * 86_400)).toBeNull()
  expect(windowFaultAt(delegation, now + 31 * 86_400)).toBe('DELEGATION_EXPIRED')
})

test('a challenge is answered with the session key', async () => {
  const keys = await keepKeys(folder)
  const challenge = digestOf(utf8('a challenge'))
  const signature = keys.signChallenge(challenge, domain)
  expect(recoverChallenged(challenge, signature, domain)).toBe(keys.session)
  expect(recoverChallenged(challenge, signature, otherDomain)).not.toBe(keys.session)
})
