import { accountOfKey } from '@pumasi/proof'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { committerKey } from '../testing/chain.ts'
import { accountOfKeystore, decryptKeystore, encryptKeystore } from './keystore.ts'
import { readPassword } from './password.ts'

const folder = mkdtempSync(join(tmpdir(), 'pumasi-keystore-'))
afterAll(() => rmSync(folder, { recursive: true }))

let json = ''
beforeAll(() => {
  json = encryptKeystore(committerKey, 'a password')
})

describe('a keystore', () => {
  it('gives its key back for its password, and for no other', () => {
    expect(decryptKeystore(json, 'a password')).toBe(committerKey)
    const wrong = expect.objectContaining({ code: 'KEYSTORE_WRONG_PASSWORD' })
    expect(() => decryptKeystore(json, 'a passwore')).toThrow(wrong)
  })

  it('names its account, and neither key nor password', () => {
    expect(accountOfKeystore(json)).toBe(accountOfKey(committerKey))
    expect(json).not.toContain(committerKey.slice(2))
    expect(json).not.toContain('a password')
    expect(json).toContain('"n":131072')
  })

  // The example of the format's own definition, by its other derivation.
  it('of another client is read', () => {
    const crypto = {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
      ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
      kdf: 'pbkdf2',
      kdfparams: {
        ...{ c: 262_144, dklen: 32, prf: 'hmac-sha256' },
        salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
      },
      mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
    }
    const id = '3198bc9c-6672-5ab3-d995-4942343ae5b6'
    expect(decryptKeystore(JSON.stringify({ crypto, id, version: 3 }), 'testpassword')).toBe(
      '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d',
    )
  })

  type Draft = { crypto: Record<string, unknown>; Crypto: { kdfparams: Record<string, unknown> } }
  const changed = (change: (draft: Draft) => void): string => {
    const draft = JSON.parse(json) as Draft
    change(draft)
    return JSON.stringify(draft)
  }
  it.each<[string, () => string]>([
    ['is no JSON', () => 'hello'],
    ['is nothing', () => ''],
    ['is null', () => 'null'],
    ['is a list', () => '[]'],
    ['is of another version', () => json.replace('"version":3', '"version":1')],
    ['is endless', () => json.padEnd(70_000)],
    ['takes all memory', () => changed(({ Crypto }) => (Crypto.kdfparams['n'] = 2 ** 30))],
    ['takes all day', () => changed(({ Crypto }) => (Crypto.kdfparams['p'] = 2 ** 20))],
    ['has parameters that are none', () => changed(({ Crypto }) => (Crypto.kdfparams = {}))],
    ['is derived in an unknown way', () => json.replace('"scrypt"', '"argon2"')],
    ['misses its cipher text', () => json.replace('"ciphertext"', '"text"')],
  ])('that %s is refused', (_, make) => {
    const refused = expect.objectContaining({ code: 'KEYSTORE_DAMAGED', hint: expect.any(String) })
    expect(() => decryptKeystore(make(), 'a password')).toThrow(refused)
  })
})

test.each([
  ['word\n', 'word'],
  ['word\r\n', 'word'],
  [' two words ', ' two words '],
  ['a\nb\n', 'a\nb'],
])('a password file %j says %j', async (text, password) => {
  const file = join(folder, 'password')
  writeFileSync(file, text)
  expect(await readPassword(file, '')).toBe(password)
})

test.each([
  ['an empty file', ''],
  ['a line feed', '\n'],
  ['a book', 'x'.repeat(2_000)],
])('%s is no password', async (_, text) => {
  const file = join(folder, 'none')
  writeFileSync(file, text)
  await expect(readPassword(file, '')).rejects.toMatchObject({ code: 'PASSWORD_MISSING' })
  const nowhere = readPassword(join(folder, 'nowhere'), '')
  await expect(nowhere).rejects.toMatchObject({ code: 'PASSWORD_MISSING' })
})
