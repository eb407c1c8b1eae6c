import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { whyInstall } from './install.mjs'

type Entries = Record<string, object>

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pumasi-install-'))
  for (const bin of ['node', 'nx', 'tsc']) write(`node_modules/.bin/${bin}`, '')
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function reason(wanted: Entries, found: Entries): string | null {
  write('package-lock.json', JSON.stringify({ packages: { '': {}, ...wanted } }))
  write('node_modules/.package-lock.json', JSON.stringify({ packages: found }))
  return whyInstall(root, join(root, '.nx/prepare'))
}

const a = { version: '1.0.0', integrity: 'sha512-a' }
const here = { ...a, optional: true, os: [process.platform], cpu: [process.arch] }
const elsewhere = { ...here, os: ['aix'] }

test.each<[string, Entries, Entries, string | null]>([
  ['the same packages need nothing', { a }, { a }, null],
  ['another version', { a }, { a: { ...a, version: '1.0.1' } }, '1 packages changed, a first'],
  ['other bytes', { a }, { a: { ...a, integrity: 'x' } }, '1 packages changed, a first'],
  ['a missing package', { a, b: a }, { a }, '1 packages changed, b first'],
  ['a package too many', { a }, { a, b: a }, '1 packages changed, b first'],
  ['an optional package of another system is rightly missing', { a, elsewhere }, { a }, null],
  ['an optional package of this system is missed', { here }, {}, '1 packages changed, here first'],
  ['an optional package the lockfile never saw', { a }, { a, elsewhere }, null],
])('%s', (_, wanted, found, expected) => {
  expect(reason(wanted, found)).toBe(expected)
})

test('an interrupted installation is not trusted, whatever npm wrote down', () => {
  write('.nx/prepare/installing', '')
  expect(reason({ a }, { a })).toBe('an earlier installation was interrupted')
})

test('a missing program is noticed', () => {
  rmSync(join(root, 'node_modules/.bin/nx'))
  expect(reason({ a }, { a })).toBe('the installation is damaged')
})

test('an empty clone is told apart', () => {
  write('package-lock.json', '{"packages": {}}')
  expect(whyInstall(root, join(root, '.nx/prepare'))).toBe('nothing is installed yet')
})
