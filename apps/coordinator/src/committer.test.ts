import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encryptKeystore } from '@pumasi/chain'
import type { Account, Hex } from '@pumasi/domain'
import { accountOfKey } from '@pumasi/proof'
import { afterAll, expect, test } from 'vitest'
import { assertKeyGuarded, openCommitter } from './committer.ts'

const folder = mkdtempSync(join(tmpdir(), 'pumasi-committer-'))
afterAll(() => rmSync(folder, { recursive: true }))
const key: Hex = `0x${'5e'.repeat(32)}`
const account = accountOfKey(key)
const fileWith = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const none = {
  'committer-keystore': undefined,
  'committer-password': undefined,
  'committer-signer': undefined,
  'committer-account': undefined,
  'committer-key': undefined,
}
const hidden: (string | undefined)[] = []
const open = (choice: Partial<Parameters<typeof openCommitter>[0]>) =>
  openCommitter({ ...none, ...choice }, (...secrets) => hidden.push(...secrets))
const keystore = fileWith('wallet.json', encryptKeystore(key, 'a password'))
const password = fileWith('password', 'a password\n')

test('a keystore opens with the password in a file, and its key is kept out of the log', async () => {
  const signer = await open({ 'committer-keystore': keystore, 'committer-password': password })
  expect(signer.account).toBe(account)
  expect(hidden).toContain(key)
})

test.each([
  ['another password', () => fileWith('other', 'another'), 'KEYSTORE_WRONG_PASSWORD'],
  ['no such file', () => join(folder, 'nowhere'), 'PASSWORD_MISSING'],
  ['nobody at a terminal', () => undefined, 'PASSWORD_MISSING'],
])('with %s it does not', async (_, passwordFile, code) => {
  const choice = { 'committer-keystore': keystore, 'committer-password': passwordFile() }
  await expect(open(choice)).rejects.toMatchObject({ code })
})

test('a keystore that is not there is named, with how to make one', async () => {
  const choice = { 'committer-keystore': join(folder, 'none'), 'committer-password': password }
  await expect(open(choice)).rejects.toMatchObject({ code: 'KEYSTORE_MISSING' })
})

test('a signer elsewhere needs no secret here', async () => {
  const remote = `0x${'ab'.repeat(20)}` as Account
  const choice = { 'committer-signer': 'http://127.0.0.1:1', 'committer-account': remote }
  expect((await open(choice)).account).toBe(remote)
})

test('a plain key is for a local chain alone', async () => {
  const plain = { ...none, 'committer-key': fileWith('plain.key', `${key}\n`) }
  expect((await open(plain)).account).toBe(account)
  const on = (chainId: bigint) => ({
    chainId,
    address: account,
    genesis: key,
    fuelPerCreditMicro: 1_000n,
  })
  expect(() => assertKeyGuarded(plain, on(31_337n))).not.toThrow()
  const refused = expect.objectContaining({ code: 'KEY_NOT_ENCRYPTED' })
  expect(() => assertKeyGuarded(plain, on(1n))).toThrow(refused)
  expect(() => assertKeyGuarded({ ...none, 'committer-keystore': 'x' }, on(1n))).not.toThrow()
})
