import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultTrustRules, rulesInForce } from '@pumasi/rules'
import { withTrustRules } from './trust-rules.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pumasi-trust-rules-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function read(text: string) {
  const path = join(folder, 'trust.yaml')
  await writeFile(path, text)
  return withTrustRules(rulesInForce, path)
}

test('rules of a file take the place of the defaults', async () => {
  const rules = { ...defaultTrustRules, probationUnits: 3 }
  expect(await read(JSON.stringify(rules))).toEqual({ ...rulesInForce, trust: rules })
  expect(withTrustRules(rulesInForce, undefined)).toBe(rulesInForce)
})

test.each([
  ['nothing', '', 'the top'],
  ['some of them', 'probationUnits: 3', 'auditFloorPpm'],
  ['one too many', JSON.stringify({ ...defaultTrustRules, more: 1 }), 'Unrecognized key'],
  ['a rate above one', JSON.stringify({ ...defaultTrustRules, auditFloorPpm: 2e6 }), 'Too big'],
  ['broken YAML', '{', ''],
])('%s is refused', async (_, text, found) => {
  await expect(read(text)).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' })
  await expect(read(text)).rejects.toThrow(found)
})

test('a missing file is refused', () => {
  const missing = () => withTrustRules(rulesInForce, join(folder, 'nowhere'))
  expect(missing).toThrow(expect.objectContaining({ code: 'CONFIG_UNREADABLE' }))
})
