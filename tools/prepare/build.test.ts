import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprints, whyBuild } from './build.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pumasi-build-'))
  const settings = ['package.json', 'package-lock.json', 'nx.json', 'tsconfig.base.json']
  const rooms = ['packages/a/src/index.ts', 'packages/a/dist/a.wasm', 'contracts/b/a.sol', 'apps/c']
  for (const path of [...settings, ...rooms]) write(path, 'one')
  write('.nx/prepare/built.json', JSON.stringify(fingerprints(root)))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const reason = (): string | null => whyBuild(root, join(root, '.nx/prepare'))

test('nothing is built when nothing changed', () => expect(reason()).toBeNull())

test.each([
  ['a changed source', 'packages/a/src/index.ts', 'sources changed'],
  ['a new source', 'contracts/b/b.sol', 'sources changed'],
  ['a changed lockfile', 'package-lock.json', 'sources changed'],
  ['a changed product', 'packages/a/dist/a.wasm', 'something built was changed or removed'],
  ['an installed package', 'packages/a/node_modules/x/index.js', null],
])('%s', (_, path, expected) => {
  write(path, 'twelve')
  expect(reason()).toBe(expected)
})

test('a removed product is built again', () => {
  rmSync(join(root, 'packages/a/dist'), { recursive: true })
  expect(reason()).toBe('something built was changed or removed')
})

test('a clone that was never built', () => {
  rmSync(join(root, '.nx'), { recursive: true })
  expect(reason()).toBe('nothing is built yet')
})
